"""Without these the same number would look like two."""

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale, lazy_ngettext, ngettext

ONE, MANY = "%(num)d working day left", "%(num)d working days left"


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("bg", 1193, "остават 1\N{NO-BREAK SPACE}193 работни дни"),
        ("en", 1193, "1,193 working days left"),
        ("bg", 7, "остават 7 работни дни"),
        ("en", 1, "1 working day left"),
    ],
)
def test_thousands_in_a_sentence_are_written_as_everywhere(
    app: Flask, language: str, number: int, said: str
) -> None:
    with app.test_request_context(), force_locale(language):
        assert ngettext(ONE, MANY, number) == said
        assert str(lazy_ngettext(ONE, MANY, number)) == said
        template = f"{{{{ ngettext('{ONE}', '{MANY}', number) }}}}"
        assert render_template_string(template, number=number) == said
