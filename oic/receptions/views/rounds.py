"""A whole round at once: proposed for a quarter, or copied from an earlier one; then adjusted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import SelectChoice

from oic.centre import queries as centre
from oic.core.clock import today
from oic.core.db import transaction
from oic.core.errors import Message, Refused
from oic.enquiries.queries.experts import profiles
from oic.enquiries.views.showing import me
from oic.places.models import Municipality, Venue
from oic.places.queries import halls, municipalities, travel_minutes_from_office, venue
from oic.receptions.actions import planning, rounds
from oic.receptions.actions.planning import WantedReception
from oic.receptions.actions.rounds import Helper, Proposed, Stop
from oic.receptions.forms.plan import RowForm, TokenForm
from oic.receptions.models import Reception, ReceptionState
from oic.receptions.queries import plan as queries
from oic.receptions.queries.conflicts import Conflict, conflicts
from oic.receptions.views.blueprint import blueprint
from oic.staff import queries as staff
from oic.web.access import Permission, needs
from oic.web.pages import language

_PLANNED = (ReceptionState.DRAFT, ReceptionState.PUBLISHED, ReceptionState.HELD)
_AS_THEN = 0
"""The choice of the experts that the copied reception had."""
_PLACE_MINUTES = 30


@dataclass
class _Row:
    """One reception of the table."""

    municipality: Municipality
    form: RowForm
    why: Message = ""
    copied: Reception | None = None
    conflicts: list[Conflict] = field(default_factory=list)

    def wanted(self) -> WantedReception | None:
        """The reception that the row says; None while it does not hold together."""
        place = venue(self.form.venue.data)
        day, begins, ends = self.form.day.data, self.form.begins.data, self.form.ends.data
        if place is None or day is None or begins is None or ends is None:
            return None
        chosen = [one for one in staff.desk() if one.id == self.form.expert.data]
        copied, way = self.copied, travel_minutes_from_office(place.municipality)
        if copied is not None and self.form.expert.data == _AS_THEN:
            chosen = [one for one in copied.experts if one.works_at_desk]
        return WantedReception(
            venue=place,
            day=day,
            begins=begins,
            ends=ends,
            experts=tuple(chosen),
            place_minutes=copied.place_minutes if copied else _PLACE_MINUTES,
            walk_ins=copied.walk_ins if copied else 0,
            travel_there=copied.travel_there if copied else way,
            travel_back=copied.travel_back if copied else way,
            note=copied.note if copied else "",
        )


def _first_day(name: str, otherwise: date) -> date:
    """The quarter's first day that the address names."""
    try:
        return rounds.quarter(date.fromisoformat(request.args.get(name, "")))[0]
    except ValueError:
        return rounds.quarter(otherwise)[0]


def _stops(found: Sequence[Reception]) -> tuple[list[Stop], dict[int, list[Venue]]]:
    """The municipalities that have a hall and no reception in the quarter yet."""
    places: dict[int, list[Venue]] = {}
    for place in halls():
        places.setdefault(place.municipality_id, []).append(place)
    visited = {one.venue.municipality_id for one in found}
    people = staff.experts()
    known = profiles([one.id for one in people])
    stops = [
        Stop(
            municipality_id=number,
            venue_id=venues[0].id,
            travel=travel_minutes_from_office(venues[0].municipality),
            prefers=frozenset(
                user_id
                for user_id, profile in known.items()
                if number in {one.id for one in profile.municipalities}
            ),
        )
        for number, venues in places.items()
        if number not in visited
    ]
    return stops, places


def _helpers(found: Sequence[Reception], first: date, last: date) -> list[Helper]:
    absences = staff.absences_between(first, last)
    people = []
    for person in staff.experts():
        own = [one for one in found if person in one.experts]
        away = {one.day for one in own}
        for absence in absences:
            if absence.user_id == person.id:
                length = (absence.last_day - absence.first_day).days + 1
                away |= {absence.first_day + timedelta(days=n) for n in range(length)}
        weekdays = frozenset(day for day in range(7) if staff.stretches(person, day))
        travel = sum(one.travel_there + one.travel_back for one in own)
        people.append(Helper(person.id, weekdays, frozenset(away), len(own), travel))
    return people


def _proposal(first: date, last: date) -> tuple[list[Proposed], dict[int, list[Venue]], int]:
    """The proposed round, the halls by municipality, how many municipalities have it already."""
    found = queries.between(first, last, _PLANNED)
    stops, places = _stops(found)
    begin = max(first, today() + timedelta(days=1))
    proposed = rounds.propose(
        stops,
        _helpers(found, first, last),
        centre.calendar(),
        begin,
        last,
        busy=[one.day for one in found],
    )
    return proposed, places, len({one.venue.municipality_id for one in found})


def _round_rows(first: date, last: date, *, typed: bool) -> Iterator[_Row]:
    proposed, places, _have = _proposal(first, last)
    people = staff.experts()
    known = {one.id: one for one in municipalities(language())}
    for one in proposed:
        prefix = f"m{one.stop.municipality_id}-"
        form = (
            RowForm(prefix=prefix)
            if typed
            else RowForm(
                formdata=None,
                prefix=prefix,
                take=True,
                day=one.day,
                begins=one.begins,
                ends=one.ends,
                venue=one.stop.venue_id,
                expert=one.expert_id,
            )
        )
        form.offer(places[one.stop.municipality_id], people, language())
        yield _Row(known[one.stop.municipality_id], form, one.why)


def _round_page(first: date, rows: list[_Row], form: TokenForm, status: int) -> ResponseReturnValue:
    last = rounds.quarter(first)[1]
    have_hall = {one.municipality_id for one in halls()}
    page = render_template(
        "receptions/round.html",
        first=first,
        last=last,
        before=first - timedelta(days=1),
        after=last + timedelta(days=1),
        rows=rows,
        form=form,
        without_hall=[one for one in municipalities(language()) if one.id not in have_hall],
        planned=queries.between(first, last, _PLANNED),
        drafts=queries.between(first, last, [ReceptionState.DRAFT]),
    )
    return page, status


@blueprint.get("/round")
@needs(Permission.DESK)
def new_round() -> ResponseReturnValue:
    """Every municipality once in a quarter, as the program would share it; ?quarter= its day."""
    first = _first_day("quarter", today())
    rows = list(_round_rows(first, rounds.quarter(first)[1], typed=False))
    _look(rows)
    return _round_page(first, rows, TokenForm(formdata=None), 200)


@blueprint.post("/round")
@needs(Permission.DESK)
def plan_round() -> ResponseReturnValue:
    """Save what is ticked as drafts; what stands in the way is named at its row first."""
    first = _first_day("quarter", today())
    rows = list(_round_rows(first, rounds.quarter(first)[1], typed=True))
    form = TokenForm()
    if _saved(rows, form):
        return redirect(url_for(".plan", tab="drafts"), 303)
    return _round_page(first, rows, form, 422)


def _look(rows: list[_Row]) -> None:
    """Name what stands in the way of each row, the other rows included."""
    found = [(row, row.wanted()) for row in rows]
    for row, wanted in found:
        if wanted is None:
            continue
        row.conflicts = conflicts(wanted)
        for other, its in found:
            if other is row or its is None or not its.away.overlaps(wanted.away):
                continue
            for name in sorted(
                {one.name for one in its.experts} & {one.name for one in wanted.experts}
            ):
                words = _(
                    "%(name)s goes to %(place)s at that time in this very table.",
                    name=name,
                    place=other.municipality.name(language()),
                )
                row.conflicts.append(Conflict(hard=True, words=words))


def _saved(rows: list[_Row], form: TokenForm) -> bool:
    """Save the ticked rows as drafts, all or none; False where something is to be looked at."""
    taken = [row for row in rows if row.form.take.data]
    mistaken = [row for row in taken if not row.form.validate()]  # each says what is wrong
    fine = form.validate() and not mistaken
    if fine and not taken:
        form.form_errors.append(_("Tick the receptions that you want to keep."))
    if not fine or not taken:
        return False
    if not request.form.get("anyway"):
        _look(taken)
        if any(row.conflicts for row in taken):
            return False
    try:
        with transaction():
            for row in taken:
                wanted = row.wanted()
                if wanted is not None:
                    planning.draft(wanted, by=me())
    except Refused as refused:
        form.form_errors.append(str(refused))
        return False
    flash(ngettext("%(num)d draft is saved.", "%(num)d drafts are saved.", len(taken)), "success")
    return True


def _copied_rows(first: date, last: date, *, typed: bool) -> Iterator[_Row]:
    people, calendar = staff.experts(), centre.calendar()
    held = queries.between(first, last, (ReceptionState.PUBLISHED, ReceptionState.HELD))
    absences = staff.absences_between(first + rounds.QUARTER, last + 2 * rounds.QUARTER)
    for one in held:
        ids = {expert.id for expert in one.experts}
        away = {
            absence.first_day + timedelta(days=n)
            for absence in absences
            if absence.user_id in ids
            for n in range((absence.last_day - absence.first_day).days + 1)
        }
        prefix = f"r{one.id}-"
        form = (
            RowForm(prefix=prefix)
            if typed
            else RowForm(
                formdata=None,
                prefix=prefix,
                take=True,
                day=rounds.moved_on(one.day, calendar, away),
                begins=one.begins,
                ends=one.ends,
                venue=one.venue_id,
                expert=_AS_THEN,
            )
        )
        places = [place for place in halls() if place.municipality_id == one.venue.municipality_id]
        form.offer(places if one.venue in places else [one.venue, *places], people, language())
        as_then = ", ".join(expert.name for expert in one.experts)
        form.expert.choices.insert(0, SelectChoice(_AS_THEN, as_then))
        yield _Row(one.venue.municipality, form, copied=one)


def _copy_page(first: date, rows: list[_Row], form: TokenForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "receptions/copy.html",
        first=first,
        last=rounds.quarter(first)[1],
        before=first - timedelta(days=1),
        after=rounds.quarter(first)[1] + timedelta(days=1),
        rows=rows,
        form=form,
    )
    return page, status


@blueprint.get("/copy")
@needs(Permission.DESK)
def new_copy() -> ResponseReturnValue:
    """An earlier quarter's round on new dates; ?quarter= a day of it, by default the last one."""
    first = _first_day("quarter", rounds.quarter(today())[0] - timedelta(days=1))
    rows = list(_copied_rows(first, rounds.quarter(first)[1], typed=False))
    _look(rows)
    return _copy_page(first, rows, TokenForm(formdata=None), 200)


@blueprint.post("/copy")
@needs(Permission.DESK)
def copy_round() -> ResponseReturnValue:
    """Save what is ticked as drafts on its new dates."""
    first = _first_day("quarter", rounds.quarter(today())[0] - timedelta(days=1))
    rows = list(_copied_rows(first, rounds.quarter(first)[1], typed=True))
    form = TokenForm()
    if _saved(rows, form):
        return redirect(url_for(".plan", tab="drafts"), 303)
    return _copy_page(first, rows, form, 422)


@blueprint.post("/publish")
@needs(Permission.DESK)
def publish_drafts() -> ResponseReturnValue:
    """Announce all drafts of a quarter, each by itself; those that cannot be are named."""
    first = _first_day("quarter", today())
    announced = 0
    for draft in queries.between(first, rounds.quarter(first)[1], [ReceptionState.DRAFT]):
        place = draft.venue.municipality.name(language())
        try:
            with transaction():
                planning.publish(draft, by=me())
        except Refused as refused:
            flash(f"{place}: {refused}", "error")
        else:
            announced += 1
    if announced:
        flash(
            ngettext(
                "%(num)d reception is announced.", "%(num)d receptions are announced.", announced
            ),
            "success",
        )
    return redirect(url_for(".plan"), 303)
