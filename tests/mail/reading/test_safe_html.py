"""A letter's HTML can be looked at: nothing in it runs and nothing is fetched from anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oic.mail.reading.html_text import text_of
from oic.mail.reading.safe_html import safe


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<img src=https://spy.example/pixel.gif>",
        "<img srcset='https://spy.example/pixel.gif 2x'>",
        "<a href='javascript:alert(1)'>x</a>",
        "<style>@import url(https://spy.example)</style>",
        "<p style='background:url(https://spy.example)'>x</p>",
        "<table background='https://spy.example/x.png'><tr><td>x</table>",
        "<iframe src='https://spy.example'></iframe>",
        "<link rel=stylesheet href=https://spy.example>",
        "<object data=https://spy.example></object>",
        "<form action=https://spy.example><input name=x></form>",
        "<svg><image href='https://spy.example'/></svg>",
        "<base href=https://spy.example>",
        "<meta http-equiv=refresh content='0;url=https://spy.example'>",
        "<video src=https://spy.example></video>",
        "<img src='cid:unknown'>",
        "<!--><script>alert(1)</script>-->",
        "<div>" * 5_000 + "<img src=https://spy.example>",
    ],
)
def test_nothing_is_loaded_and_nothing_runs(html: str) -> None:
    shown = safe(html)

    assert "spy.example" not in shown.replace("&lt;img src=https://spy.example&gt;", "")
    for bad in ("<script", "onerror", "javascript:", "cid:", "style", "<form", "alert(1)<"):
        assert bad not in shown


def test_a_picture_of_the_letter_itself_is_shown() -> None:
    assert 'src="/files/7"' in safe('<img src="cid:Logo@X">', {"logo@x": "/files/7"})


def test_a_link_tells_nobody_where_it_was_clicked() -> None:
    shown = safe('<a href="https://example.bg" target="_top">сайт</a>')

    assert 'rel="noopener noreferrer nofollow"' in shown
    assert 'target="_blank"' in shown


def test_the_text_keeps_lists_links_and_quotations() -> None:
    html = (
        "<p>Ред&nbsp;1<br>Ред 2</p><ol><li>едно<li>две</ol>"
        "<a href='https://example.bg/a'>тук</a><a href='mailto:a@example.bg'>a@example.bg</a>"
        "<blockquote>старо<blockquote>най-старо</blockquote></blockquote><pre>a\n  b</pre>"
    )

    assert text_of(html) == (
        "Ред 1\nРед 2\n\n1. едно\n2. две\n\nтук <https://example.bg/a>a@example.bg\n\n"
        "> старо\n>\n>> най-старо\n\na\n  b"
    )


@given(st.text(alphabet="<>/abiplr =\"'!-[]&;#x0 \n", max_size=200))
def test_any_signs_are_read(html: str) -> None:
    text_of(html).encode()
    assert "<script" not in safe(html)
