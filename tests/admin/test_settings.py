"""Without these the centre could not change its own rules, or would show its secrets."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from config import Settings
from oic.admin import environment
from oic.audit.models import AuditEntry
from oic.centre import queries
from oic.centre.rules import RULES
from oic.core.db import db
from tests.checking.client import Client
from tests.factories.enquiries import make_enquiry


def test_a_rule_is_changed_and_the_trail_keeps_both_values(as_administrator: Client) -> None:
    page = as_administrator.submit(
        "/desk/settings", "rules", answer_days="10", hard_limit_days="20", follow=True
    )
    assert "Променени са 2 правила" in page.words
    assert queries.number("answer_days") == 10
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.thing_type == "rule"))
    assert {entry.label: entry.detail for entry in entries} == {
        "answer_days": {"value": [7, 10]},
        "hard_limit_days": {"value": [14, 20]},
    }


def test_saving_without_a_change_writes_nothing(as_administrator: Client) -> None:
    page = as_administrator.submit("/desk/settings", "rules", follow=True)
    assert "Нищо не е променено" in page.words
    assert not db.session.scalars(select(AuditEntry).where(AuditEntry.thing_type == "rule")).all()


@pytest.mark.parametrize(
    ("rule", "due_on"), [("answer_days", date(2026, 3, 20)), ("undo_seconds", date(2026, 3, 1))]
)
def test_deadlines_are_counted_anew_where_the_standard_changed_and_only_there(
    as_administrator: Client, rule: str, due_on: date
) -> None:
    enquiry = make_enquiry(due_on=date(2026, 3, 1))
    as_administrator.submit("/desk/settings", "rules", **{rule: "8"}, status=303)
    assert enquiry.due_on == due_on


@pytest.mark.parametrize("wrong", ["0", "61", "седем", "", "7.5"])
def test_a_value_out_of_bounds_is_refused_beside_its_field(
    as_administrator: Client, wrong: str
) -> None:
    page = as_administrator.submit("/desk/settings", "rules", answer_days=wrong, status=422)
    assert page.find(id="answer_days-error")
    (said,) = page.find(class_="error-summary")
    assert "".join(said.itertext()).count("Цяло число от 1 до 60.") == 1
    assert len(page.find("a", href="#answer_days")) == 1
    assert page.find("input", id="answer_days")[0].get("value") == wrong
    assert queries.number("answer_days") == 7


@pytest.mark.parametrize(
    ("field", "value"),
    [("warn_days", "8"), ("acknowledge_days", "8"), ("hard_limit_days", "6")],
)
def test_rules_that_contradict_each_other_are_refused(
    as_administrator: Client, field: str, value: str
) -> None:
    page = as_administrator.submit("/desk/settings", "rules", **{field: value}, status=422)
    assert page.find(id=f"{field}-error")


def test_a_rule_of_yes_or_no_and_one_of_words_are_changed(as_administrator: Client) -> None:
    page = as_administrator.get("/desk/settings", status=200)
    data = page.form("rules").fill(opening_hours_bg="вторник, 10–12 ч.")
    data.pop("follow_up_default")
    as_administrator.post("/desk/settings", data, csrf=False, status=303)
    assert queries.rule("follow_up_default") is False
    assert queries.rule("opening_hours_bg") == "вторник, 10–12 ч."


def test_every_rule_stands_on_the_screen(as_administrator: Client) -> None:
    page = as_administrator.get("/desk/settings", status=200)
    assert all(page.find(id=kind.key) for kind in RULES)


def test_the_environment_is_shown_without_secrets(
    as_administrator: Client, change_settings: Callable[..., Settings]
) -> None:
    change_settings(
        mail_url="smtp://user:tajna-parola@mail.example.bg:2525",
        queue_url="redis://:druga-parola@redis.example.bg/0",
    )
    page = as_administrator.get("/desk/settings", status=200)
    assert "mail.example.bg:2525" in page.words
    for secret in ("tajna-parola", "druga-parola", "the tests' secret"):
        assert secret not in page.text
    assert "SQLite" in page.words or "PostgreSQL" in page.words


def test_every_setting_has_a_label_in_the_readers_language(app: Flask) -> None:
    del app
    assert {item.name for item in fields(Settings)} == set(environment.LABELS)
