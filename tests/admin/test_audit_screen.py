"""Without these nobody could find out who did what."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from oic.admin import words
from oic.audit import queries
from oic.audit.actions import record
from oic.audit.models import Verb
from oic.audit.queries import TrailFilter
from oic.core.db import transaction
from oic.staff.models import User
from tests.checking.client import Client


def fill(by: User | None, count: int, **given: Any) -> None:
    values = {"verb": Verb.CHANGED, "thing_type": "rule", "thing_id": None, **given}
    with transaction():
        for _ in range(count):
            record(
                values["verb"],
                values["thing_type"],
                values["thing_id"],
                by=by,
                label=values.get("label", ""),
                detail=values.get("detail"),
            )


def test_the_trail_is_paged_without_losing_or_repeating_a_line(
    as_administrator: Client, administrator: User
) -> None:
    fill(administrator, 120)
    seen: list[int] = []
    before = None
    while True:
        page = queries.page(TrailFilter(), before=before)
        seen += [entry.id for entry in page.entries]
        before = page.before
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, reverse=True)
    first = as_administrator.get("/desk/audit?verb=changed", status=200)
    following = first.find("a", rel="next")[0].get("href")
    assert following
    assert "verb=changed" in following
    assert as_administrator.get(following, status=200).find("a", rel="prev")


def test_each_filter_keeps_what_it_names_alone(
    app: Flask, administrator: User, manager: User, frozen_clock: Any
) -> None:
    del app
    fill(administrator, 1, verb=Verb.CREATED, thing_type="account", thing_id=7)
    frozen_clock.move(days=1)
    fill(manager, 2, thing_type="topic", thing_id=3)
    fill(None, 1, verb=Verb.SIGN_IN_FAILED, thing_type="account")

    def count(**wanted: Any) -> int:
        return len(queries.page(TrailFilter(**wanted)).entries)

    assert count() == 4
    assert count(by_id=manager.id) == 2
    assert count(by_id=0) == 1
    assert count(verb=Verb.CREATED) == 1
    assert count(thing_type="account") == 2
    assert count(thing_type="account", thing_id=7) == 1
    assert count(last=date(2026, 3, 10)) == 1
    assert count(first=date(2026, 3, 11)) == 3
    assert count(first=date(2026, 3, 11), last=date(2026, 3, 10)) == 0
    assert queries.thing_types() == ["account", "topic"]


@pytest.mark.parametrize(
    "query", ["verb=x", "by=x", "from=x&to=y", "before=x", "thing=%00x&number=x", "thing=nothing"]
)
def test_nonsense_in_the_address_is_no_error(as_administrator: Client, query: str) -> None:
    assert as_administrator.get(f"/desk/audit?{query.replace('%00', '')}").status_code == 200


def test_a_line_is_read_in_words(as_administrator: Client, administrator: User) -> None:
    fill(administrator, 1, label="answer_days", detail={"value": [7, 10], "name": True})
    said = as_administrator.get("/desk/audit?thing=rule", status=200).words
    assert "стойност: 7 → 10" in said
    fill(administrator, 1, detail={"topics": [["a", "b"], ["c"]], "hours": [[], ["x", "y"]]})
    listed = as_administrator.get("/desk/audit?thing=rule", status=200).words
    assert "теми: a, b → c" in listed
    assert "работно време: – → x, y" in listed
    assert "правило answer_days" in said
    assert "Асен Администраторов" in said


def test_people_stand_by_name_and_clients_by_number(
    as_administrator: Client, administrator: User, expert: User
) -> None:
    fill(administrator, 1, thing_type="account", thing_id=expert.id)
    fill(administrator, 1, thing_type="contact", thing_id=312)
    fill(administrator, 1, thing_type="account", thing_id=999_999)
    as_administrator.post("/desk/account/language", {"language": "en"})
    said = as_administrator.get("/desk/audit?verb=changed", status=200).words
    assert f"account {expert.name}" in said
    assert "client no. 312" in said
    assert "account no. 999999" in said, "one that is gone is still told from others"


def test_the_trail_cannot_be_changed_from_its_screen(as_administrator: Client) -> None:
    page = as_administrator.get("/desk/audit", status=200)
    main = page.find("main")[0]
    assert not [form for form in main.iter("form") if form.get("method") == "post"]
    assert as_administrator.post("/desk/audit").status_code == 405


def test_every_verb_has_its_words(app: Flask) -> None:
    del app
    assert set(words.VERBS) == set(Verb)


def test_the_details_are_words_and_not_the_programs_own_codes(
    as_administrator: Client, administrator: User
) -> None:
    fill(administrator, 1, detail={"state": ["in_progress", "answered"], "to": administrator.id})
    fill(administrator, 1, detail={"due_on": "2026-03-24", "channel": "phone", "role": "expert"})
    fill(administrator, 1, detail={"state": ["a_state_of_old", "answered"]})
    said = as_administrator.get("/desk/audit", status=200).words
    assert "състояние: В работа → Отговорено" in said
    assert f"на кого: {administrator.name}" in said
    assert "тръгва на: 24.03.2026 г." in said
    assert "начин на постъпване: По телефона" in said
    assert "роля: Експерт" in said
    assert "a_state_of_old → Отговорено" in said, "what is not used any more is still shown"
