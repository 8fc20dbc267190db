"""Without these a client's text could run as a script, or lose its shape."""

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from oic.web.prose import prose
from tests.checking import html


def test_paragraphs_and_lines_stay_as_they_were_written(app: Flask) -> None:
    with app.test_request_context():
        assert prose("Едно\nдве\n\nтри") == "<p>Едно<br>две</p><p>три</p>"


def test_an_address_becomes_a_link_without_the_full_stop_after_it(app: Flask) -> None:
    with app.test_request_context():
        shown = prose("Виж https://eufunds.bg/bg?a=1&b=2.")
    assert 'href="https://eufunds.bg/bg?a=1&amp;b=2"' in shown
    assert shown.endswith("</a>.</p>")


def test_a_long_quotation_is_folded_and_a_short_one_is_not(app: Flask) -> None:
    with app.test_request_context():
        assert "<details" in prose("> а\n> б\n> в")
        assert prose("> а\nб") == "<blockquote><p>а</p></blockquote><p>б</p>"


def test_markup_in_a_letter_is_shown_and_not_run(app: Flask) -> None:
    with app.test_request_context():
        shown = prose('<script>x</script> https://a.bg/"onclick="x" > <b>')
    assert "<script" not in shown
    assert "<b>" not in shown
    assert 'onclick="' not in shown


LETTERS = st.text(alphabet="аб<>&\"' \n\r./:?=htps", max_size=60)


@given(text=LETTERS)
def test_no_text_makes_other_elements_than_ours(text: str) -> None:
    app = Flask(__name__)
    with app.test_request_context():
        shown = str(prose(text.replace(">", "")))
    page = html.parse(f"<!doctype html><html lang=bg><title>т</title><body>{shown}</body></html>")
    body = page.find("body")
    assert body is not None
    assert {element.tag for element in body.iter()} <= {"body", "p", "br", "a"}
