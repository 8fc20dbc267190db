"""The day sheet that is taken along where there is no network, and what it hands over."""

from datetime import datetime
from typing import Any

from flask import Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from oic.clients.models import ClientType
from oic.core.clock import SOFIA, now
from oic.core.db import transaction
from oic.core.errors import Message
from oic.enquiries.views.showing import me
from oic.places.queries import municipalities, municipality_by_id
from oic.receptions.actions import handing_over as actions
from oic.receptions.actions.booking import Visitor
from oic.receptions.actions.handing_over import Entry, Outcome
from oic.receptions.actions.sheet import Ended
from oic.receptions.models import Booking
from oic.receptions.phrases import place_words
from oic.receptions.queries import topics, visits
from oic.receptions.views.blueprint import blueprint
from oic.receptions.views.showing import find_reception
from oic.web.access import Permission, needs, open_to_all
from oic.web.assets import content_of, static_url
from oic.web.pages import language

_MOST = 500
"""Entries in one go: more than a village's whole day."""
_LONGEST = 10_000
_UNREADABLE = _l("This entry cannot be read.")


@blueprint.get("/<int:reception_id>/along")
@needs(Permission.DESK)
def along(reception_id: int) -> ResponseReturnValue:
    """The page that keeps working without a network. Nothing personal stands in it."""
    found = find_reception(reception_id)
    return render_template("receptions/along.html", reception=found)


@blueprint.get("/<int:reception_id>/along.json")
@needs(Permission.DESK)
def along_data(reception_id: int) -> ResponseReturnValue:
    """What is taken along: who comes with which question."""
    found = find_reception(reception_id)
    spoken = language()
    return jsonify(
        reception=found.id,
        user=me().id,
        taken_at=now().isoformat(),
        token=generate_csrf(),
        hours=f"{found.begins:%H:%M}–{found.ends:%H:%M}",
        place=place_words(found.venue, spoken),
        note=found.note,
        visits=[_visit(one) for one in visits.of_day(found.day, reception_id=found.id)],
        topics=[{"id": one.id, "name": one.name(spoken)} for one in topics.topics()],
        types=[{"id": kind.value, "name": kind.label} for kind in ClientType],
        municipalities=[{"id": one.id, "name": one.name(spoken)} for one in municipalities(spoken)],
        municipality=found.venue.municipality_id,
    )


def _visit(visit: Booking) -> dict[str, Any]:
    return {
        "id": str(visit.id),
        "time": f"{visit.begins:%H:%M}" if visit.begins else "",
        "minutes": visit.minutes,
        "name": visit.name or visit.client_type.label,
        "organisation": visit.organisation,
        "phone": visit.phone,
        "topic": visit.topic.name(language()),
        "question": visit.question,
        "state": visit.state.value,
        "expert": visit.expert.name if visit.expert else "",
    }


@blueprint.post("/<int:reception_id>/hand-over")
@needs(Permission.DESK)
def hand_over(reception_id: int) -> ResponseReturnValue:
    """Take entries over, each in a transaction of its own; what became of each."""
    reception = find_reception(reception_id)
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not isinstance(sent.get("entries"), list):
        abort(400)
    if sent.get("user") != current_user.id:
        return jsonify(error=_("What waits here is a colleague's: she hands it over herself.")), 409
    outcomes = []
    for noted in sent["entries"][:_MOST]:
        key = str(noted.get("key", ""))[:40] if isinstance(noted, dict) else ""
        entry = _read(noted, key) if key else None
        if entry is None:
            outcomes.append(_told(Outcome(key, refused=_UNREADABLE)))
            continue
        with transaction():
            outcomes.append(_told(actions.take_over(entry, reception, by=me())))
    return jsonify(outcomes=outcomes)


def _told(outcome: Outcome) -> dict[str, str]:
    def words(message: Message | None) -> str:
        return str(message) if message is not None else ""

    return {
        "key": outcome.key,
        "refused": words(outcome.refused),
        "remark": words(outcome.remark),
        "reference": outcome.reference,
    }


def _read(noted: dict[str, Any], key: str) -> Entry | None:
    """An entry as it was noted; None for what is none."""
    try:
        at = datetime.fromisoformat(str(noted["at"]))
        who = noted.get("who")
        return Entry(
            key=key,
            kind=str(noted["kind"])[:20],
            at=at if at.tzinfo else at.replace(tzinfo=SOFIA),
            visit=str(noted.get("visit", ""))[:60],
            topic_id=_number(who.get("topic")) if who else None,
            visitor=_visitor(who) if who else None,
            ended=_ended(noted.get("ended") or {}),
            as_noted=noted,
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def _text(values: dict[str, Any], name: str, longest: int) -> str:
    return str(values.get(name) or "").strip()[:longest]


def _number(value: object) -> int | None:
    text = str(value or "")
    return int(text) if text.isdigit() else None


def _visitor(who: dict[str, Any]) -> Visitor:
    municipality = municipality_by_id(_number(who.get("municipality")))
    return Visitor(
        name=_text(who, "name", 200),
        client_type=ClientType(str(who.get("client_type"))),
        email=_text(who, "email", 320),
        phone=_text(who, "phone", 40),
        municipality_id=municipality.id if municipality else None,
        organisation=_text(who, "organisation", 200),
        question=_text(who, "question", _LONGEST),
    )


def _ended(ended: dict[str, Any]) -> Ended:
    questions = [line.strip() for line in _text(ended, "questions", _LONGEST).splitlines()]
    minutes = _number(ended.get("minutes"))
    return Ended(
        questions=[line for line in questions if line],
        summary=_text(ended, "summary", _LONGEST),
        seconds=None if minutes is None else minutes * 60,
    )


@blueprint.get("/along-worker.js")
@open_to_all
def along_worker() -> Response:
    """The script that answers in place of the network, for the pages under this address."""
    response = Response(content_of("js/along-worker.js"), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/<int:reception_id>/along.webmanifest")
@needs(Permission.DESK)
def along_manifest(reception_id: int) -> ResponseReturnValue:
    """What a phone needs to put the sheet on its screen."""
    found = find_reception(reception_id)
    place = found.municipality.name(language())
    page = url_for(".along", reception_id=found.id)
    response = jsonify(
        name=_("Day sheet: %(place)s, %(day)s", place=place, day=f"{found.day:%d.%m.%Y}"),
        short_name=place,
        start_url=page,
        scope=page,
        id=page,
        display="standalone",
        background_color="#f6f5f1",
        theme_color="#1d3a6b",
        icons=[{"src": static_url("icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    )
    response.mimetype = "application/manifest+json"
    return response


@blueprint.post("/handed-over/<int:handed_id>/seen")
@needs(Permission.DESK)
def settle_handed_over(handed_id: int) -> ResponseReturnValue:
    """Somebody has seen to an entry that was refused."""
    found = actions.refused_entry(handed_id)
    if found is None:
        abort(404)
    reception_id = found.reception_id
    with transaction():
        actions.settle(found)
    return redirect(url_for(".sheet", reception_id=reception_id), 303)
