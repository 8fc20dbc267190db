"""What one of many processes does: it registers enquiries on a database that all of them share."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import BrokenBarrierError
from typing import Any

from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import configure_mappers

from config import Settings
from oic import create_app
from oic.clients.models import ClientType
from oic.core import db as database
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.enquiries.actions import opening
from oic.enquiries.actions.opening import NewEnquiry, NewQuestion, register
from oic.enquiries.models import Channel, Enquiry

configure_mappers()  # once, in the server that all the processes are forked from
PATIENCE = 60
"""Seconds that a process waits for the others before it gives up."""


@dataclass(frozen=True)
class Told:
    """What a person was told: the number, or why not."""

    key: str
    reference: str = ""
    refused: str = ""
    error: str = ""


class PowerCutError(Exception):
    """Something goes wrong after the number was given and before anything is saved."""


def _enquiry(key: str) -> NewEnquiry:
    return NewEnquiry(
        channel=Channel.PHONE,
        client_type=ClientType.CITIZEN,
        questions=(NewQuestion(f"Въпрос {key}"),),
        submission_key=key,
    )


def _register(key: str) -> Told:
    try:
        with transaction():
            return Told(key, reference=register(_enquiry(key), by=None).reference)
    except Refused as refusal:
        return Told(key, refused=str(refusal))
    except Exception as error:  # noqa: BLE001 - whatever happens is what the test is about
        return Told(key, error=repr(error)[:500])


def _cut_the_power() -> None:
    raise PowerCutError


def _fail_half_way(key: str) -> None:
    try:
        with transaction():
            register(_enquiry(key), by=None)
            _cut_the_power()
    except PowerCutError:
        return


def work(settings: Settings, keys: Sequence[str], together: Any, answers: Any) -> None:
    """Register every key, with an accident between each two, and report what was told."""
    app = create_app(settings)
    with app.app_context():
        together.wait(PATIENCE)
        told = []
        for key in keys:
            told.append(_register(key))
            _fail_half_way(f"{key}-half")
        answers.put(told)
        db.session.remove()
        db.engine.dispose()


def work_without_guard(settings: Settings, key: str, together: Any, answers: Any) -> None:
    """The same as people would write it first: the highest number, and one more."""
    event.remove(Engine, "begin", database._begin)
    event.listen(Engine, "begin", _begin_as_usual)

    def highest_and_one(year: int) -> int:
        last = db.session.scalar(select(func.max(Enquiry.number)).where(Enquiry.year == year)) or 0
        try:
            together.wait(PATIENCE)  # both have read it, neither has written
        except BrokenBarrierError:
            return -1
        return last + 1

    opening.next_number = highest_and_one
    opening._hold_counter = lambda _year: None
    app = create_app(settings)
    with app.app_context():
        told = _register(key)
        answers.put([told])
        db.session.remove()
        db.engine.dispose()


def _begin_as_usual(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")
