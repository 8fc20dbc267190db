"""Reference data: municipalities, programmes, topics, letter templates, what visitors come about.

Loaded at every start. What the centre has changed since is left as it is: rows are added by their
key, and only the official facts of municipalities and programmes are brought up to date.
"""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import select

from oic.core.db import db
from oic.enquiries.models import LetterTemplate, TemplateKind, Topic
from oic.funding.models import Programme
from oic.places.models import Municipality, Venue
from oic.receptions.models import BookableBy, ReceptionTopic

_HERE = Path(__file__).parent
_SEAT = "SZR31"
"""The municipality of the centre's office."""


def _read(*path: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(_HERE.joinpath(*path).read_text(encoding="utf-8"))
    return rows


def load() -> None:
    """Add what is missing, in the present transaction; running it again changes nothing."""
    _municipalities()
    _programmes()
    _topics()
    _templates()
    _office()
    _reception_topics()


def _municipalities() -> None:
    known = {row.code: row for row in db.session.scalars(select(Municipality))}
    for row in _read("places", "data", "municipalities.json"):
        municipality = known.get(row["code"])
        if municipality is None:
            municipality = Municipality(code=row["code"])
            db.session.add(municipality)
        municipality.name_bg = row["name_bg"]
        municipality.name_en = row["name_en"]
        municipality.seat_type = row["seat_type"]
        municipality.ekatte = row["seat_ekatte"]
        municipality.postcode = row["postcode"]
        municipality.latitude = row["lat"]
        municipality.longitude = row["lon"]
        municipality.province = row["province"]
        municipality.nuts3 = row["nuts3"]


def _programmes() -> None:
    known = {row.code: row for row in db.session.scalars(select(Programme))}
    for row in _read("funding", "data", "programmes.json"):
        programme = known.get(row["code"])
        if programme is None:
            programme = Programme(code=row["code"], active=True)
            db.session.add(programme)
        programme.period = row["period"]
        programme.abbreviation = row["abbr_bg"]
        programme.name_bg = row["name_bg"]
        programme.name_en = row["name_en"]


def _topics() -> None:
    known = set(db.session.scalars(select(Topic.key)))
    for position, row in enumerate(_read("enquiries", "data", "topics.json")):
        if row["key"] not in known:
            db.session.add(Topic(position=position * 10, active=True, **row))


def _templates() -> None:
    known = set(db.session.scalars(select(LetterTemplate.key)))
    standard = {
        (row.kind, row.language)
        for row in db.session.scalars(select(LetterTemplate).where(LetterTemplate.standard))
    }
    for row in _read("enquiries", "data", "templates.json"):
        if row["key"] not in known:
            fields = {**row, "kind": TemplateKind(row["kind"])}
            if (fields["kind"], row["language"]) in standard:
                fields["standard"] = False  # the centre has chosen its own
            db.session.add(LetterTemplate(active=True, **fields))


def _office() -> None:
    """The office's first room; its address is the centre's own until another is written down."""
    if db.session.scalar(select(Venue.id).where(Venue.in_office).limit(1)) is None:
        seat = db.session.scalars(select(Municipality).where(Municipality.code == _SEAT)).one()
        db.session.add(
            Venue(
                municipality=seat,
                in_office=True,
                name_bg="Офис на центъра",
                name_en="The centre's office",
            )
        )


def _reception_topics() -> None:
    known = set(db.session.scalars(select(ReceptionTopic.key)))
    topics = {topic.key: topic for topic in db.session.scalars(select(Topic))}
    for position, row in enumerate(_read("receptions", "data", "topics.json")):
        if row["key"] not in known:
            fields = dict(row)
            specialities = [topics[key] for key in fields.pop("specialities") if key in topics]
            by = BookableBy(fields.pop("bookable_by", BookableBy.PUBLIC))
            db.session.add(
                ReceptionTopic(
                    position=position * 10, specialities=specialities, bookable_by=by, **fields
                )
            )
