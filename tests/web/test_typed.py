"""Without these a stray character in a form would be our mistake, or a disguise."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from oic.clients.models import Contact
from oic.core.db import db
from tests.checking.client import Client
from tests.conftest import FrozenClock
from tests.factories.public import ask


def test_what_nobody_types_is_left_out_and_the_question_is_taken(
    client: Client, frozen_clock: FrozenClock, letters: Callable
) -> None:
    ask(
        client,
        frozen_clock,
        status=303,
        name="Пе\x00тя \u202eХлебарова\x1b",
        question="Първи\tред\r\nвтори\x00 ред\x85",
    )
    contact = db.session.scalars(select(Contact)).one()
    assert contact.name == "Петя Хлебарова"
    (letter,) = letters(kind="acknowledgement")
    assert letter.to_name == "Петя Хлебарова"


@pytest.mark.parametrize("path", ["/case/a%00b", "/satisfaction/%00", "/en/ask/sent/%00"])
def test_an_address_with_a_nul_leads_nowhere(client: Client, path: str) -> None:
    client.get(path, status=404)


@pytest.mark.parametrize(
    "path",
    [
        "/desk/people/99999999999999999999",
        "/desk/outbox/99999999999999999999",
        "/desk/audit?by=99999999999999999999",
        "/desk/audit?before=99999999999999999999",
        "/desk/outbox?after=2026-01-01T00:00:00%2B00:00~99999999999999999999",
    ],
)
def test_a_number_beyond_all_that_is_kept_leads_nowhere(
    as_administrator: Client, path: str
) -> None:
    as_administrator.get(path, status=404)


@pytest.mark.parametrize("page", ["audit", "outbox"])
def test_days_at_the_ends_of_the_calendar_still_show_a_list(
    as_administrator: Client, page: str
) -> None:
    as_administrator.get(f"/desk/{page}?from=0001-01-01&to=9999-12-31", status=200)


@pytest.mark.parametrize(
    "after", ["2026-01-01T00:00:00%2B00:00~²", "0001-01-01T00:00:00%2B14:00~1"]
)
def test_a_place_in_the_outbox_that_is_none_is_its_beginning(
    as_administrator: Client, after: str
) -> None:
    as_administrator.get(f"/desk/outbox?after={after}", status=200)


def test_the_search_box_forgets_a_nul(as_expert: Client) -> None:
    as_expert.get("/desk/clients/?q=Ив%00ан", status=200)
