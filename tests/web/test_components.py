"""Without these a mistake in a form would not be found by ear, and a button would need a script."""

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from oic.web.controls import control, mistakes
from oic.web.forms import BaseForm
from tests.checking import html

NEEDED = "Полето е задължително."
WAYS = [SelectChoice("phone", "По телефона"), SelectChoice("office", "В офиса")]


class Question(PlainForm):
    text = TextAreaField("Въпрос", [InputRequired(NEEDED)])


class Example(BaseForm):
    name = StringField("Име", [InputRequired(NEEDED)], description="Както в документите.")
    way = RadioField("Начин", [InputRequired("Изберете начин.")], choices=WAYS)
    town = SelectField("Община", choices=[SelectChoice("a", "Казанлък")])
    news = BooleanField("Бюлетин")
    key = HiddenField()
    questions = FieldList(FormField(Question), min_entries=1)


def drawn(source: str, **values: object) -> html.Element:
    """A template's outcome as a page."""
    page = render_template_string(
        '{% from "components/forms.html" import field, form, error_summary %}'
        '{% from "components/buttons.html" import button, confirm_button, post_button %}'
        '{% from "components/panels.html" import bar, facts %}'
        '{% from "components/lists.html" import pager, filter_choice %}'
        '{% from "components/timeline.html" import entry, letter %}'
        "<!doctype html><html lang=bg><title>т</title><body>" + source + "</body></html>",
        **values,
    )
    return html.parse(page)


@pytest.fixture
def sent(app: Flask) -> Example:
    """The example form, sent empty."""
    with app.test_request_context("/x", method="POST"):
        form = Example(MultiDict({"questions-0-text": "", "town": "a"}), meta={"csrf": False})
        form.validate()
        yield form


def test_a_mistake_is_tied_to_its_field_for_those_who_listen(sent: Example) -> None:
    page = drawn("{{ field(f.name) }}", f=sent)
    (control_,) = html.find(page, "input", name="name")
    assert control_.get("aria-invalid") == "true"
    for told, words in zip(
        control_.get("aria-describedby", "").split(), ("документите", NEEDED), strict=True
    ):
        (beside,) = html.find(page, id=told)
        assert words in html.text_of(beside)
    assert html.find(page, "label", **{"for": "name"})


def test_the_summary_links_to_every_mistake_nested_ones_too(sent: Example) -> None:
    page = drawn(
        "{% call form(f) %}{% for one in f %}{{ field(one) if one.name != 'questions' }}"
        "{% endfor %}{{ field(f.questions[0].text) }}{% endcall %}",
        f=sent,
    )
    links = [link.get("href", "") for link in html.find(page, "a")]
    assert links == ["#name", "#way-0", "#questions-0-text"]
    for link in links:
        assert html.find(page, id=link.removeprefix("#")), link


def test_what_was_typed_comes_back(app: Flask) -> None:
    with app.test_request_context("/x", method="POST"):
        given = MultiDict({"name": 'Ана "А" <б>', "way": "office", "news": "y", "town": "a"})
        form = Example(given, meta={"csrf": False})
        page = drawn(
            "{% for one in f %}{{ field(one, chips=true) if one.name != 'questions' }}{% endfor %}",
            f=form,
        )
    (name,) = html.find(page, "input", name="name")
    assert name.get("value") == 'Ана "А" <б>'
    checked = [e.get("value") for e in html.find(page, "input") if "checked" in e.attrib]
    assert checked == ["office", "y"]


def test_chips_are_radios_in_a_named_group_with_their_keys(app: Flask) -> None:
    with app.test_request_context("/x"):
        page = drawn("{{ field(f.way, chips=true, keys=true) }}", f=Example())
    assert "Начин" in html.text_of(html.find(page, "legend")[0])
    keys = [radio.get("data-shortcut") for radio in html.find(page, "input", type="radio")]
    assert keys == ["alt+1", "alt+2"]


def test_a_dangerous_button_asks_without_a_script(app: Flask) -> None:
    with app.test_request_context("/x"):
        page = drawn("{{ confirm_button('Изтрий', '/d', 'Наистина ли?', fields={'id': 7}) }}")
    (details,) = html.find(page, "details")
    assert "open" not in details.attrib
    (form,) = html.find(page, "form", action="/d", method="post")
    assert form in list(details.iter())
    assert html.find(page, "input", name="csrf_token")
    assert html.find(page, "input", name="id", value="7")


def test_a_bar_says_its_figures_and_stays_within_its_frame(app: Flask) -> None:
    with app.test_request_context("/x"):
        page = drawn(
            "{{ bar([(30, 'late', '30 просрочени'), (9, 'soon', '9 скоро')], 20, "
            "'39 от 20', mark=40) }}"
        )
    (figure,) = html.find(page, role="img")
    assert figure.get("aria-label") == "39 от 20"
    parts = [part for part in figure.iter() if part.tag.endswith("rect")]
    assert len(parts) == 4
    for part in parts:
        right = float(part.get("x", 0)) + float(part.get("width", 0))
        assert 0 <= right <= 100
        assert part.get("style") is None


def test_a_list_on_one_page_has_no_links_to_others(app: Flask) -> None:
    with app.test_request_context("/x"):
        assert not html.find(drawn("{{ pager() }}"), "nav")
        assert len(html.find(drawn("{{ pager('/a', '/b') }}"), "a")) == 2


def test_a_letter_is_shown_as_text_whatever_stands_in_it(app: Flask) -> None:
    with app.test_request_context("/x"):
        page = drawn("{{ letter('a@b.bg', '<b>т</b>', body) }}", body="<img src=x>\n\nКрай")
    assert not html.find(page, "img")
    assert not html.find(page, "b")


def test_every_kind_of_field_is_recognised(app: Flask) -> None:
    with app.test_request_context("/x"):
        form = Example()
        kinds = [control(f) for f in (form.name, form.way, form.town, form.news, form.key)]
        assert kinds == ["input", "choices", "select", "check", "hidden"]
        assert control(form.questions[0].form.text) == "textarea"
        assert mistakes(form) == []
