"""The weekly hours in the office: entering, changing from a day on, ending."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.clock import today
from oic.core.db import db
from oic.core.errors import Refused
from oic.core.wording import weekday_name
from oic.places.models import Venue
from oic.receptions.models import OfficeHours
from oic.receptions.queries.hours import overlapping_rule
from oic.staff import queries as staff
from oic.staff.models import User
from oic.web.access import Permission

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class HoursFacts:
    """One weekly rule, by the clock on the wall; both days are included."""

    expert: User
    venue: Venue
    begins: time
    ends: time
    place_minutes: int
    first_day: date
    last_day: date | None = None


def may_change(expert: User, by: User) -> bool:
    """Whether ``by`` changes the hours of ``expert``: one's own, a manager everybody's."""
    return expert.id == by.id or by.may(Permission.MANAGE)


def add_hours(
    facts: HoursFacts,
    weekdays: Iterable[int],
    stretches: Sequence[tuple[time, time]],
    *,
    by: User,
) -> list[OfficeHours]:
    """Enter the same stretches for several weekdays: a rule for each; all of them or none.

    Raises Refused for another's hours, days that are over, and hours that are taken by a rule.
    """
    _check_person(facts.expert, by=by)
    if facts.first_day < today():
        raise Refused(_l("From today on: what was, was."), field="first_day")
    staff.hold(facts.expert.id)
    made = []
    for weekday in sorted(weekdays):
        for begins, ends in stretches:
            one = replace(facts, begins=begins, ends=ends)
            _check(one, weekday)
            made.append(_add(one, weekday, by=by))
    return made


def change_hours(
    rule: OfficeHours, facts: HoursFacts, weekday: int, from_day: date | None, *, by: User
) -> OfficeHours:
    """Change a rule; the one that holds afterwards.

    A rule that has begun keeps its past: it ends before ``from_day``, and another begins on it;
    its first day does not matter then. Raises Refused as :func:`add_hours` does.
    """
    _check_person(rule.expert, by=by)
    if facts.expert.id != rule.expert_id:
        raise Refused(_l("Hours stay with their expert."), field="expert")
    if _is_over(rule):
        raise Refused(_l("These hours are over."))
    staff.hold(rule.expert_id)
    if not has_begun(rule):
        if facts.first_day < today():
            raise Refused(_l("From today on: what was, was."), field="first_day")
        _check(facts, weekday, leave_out=rule.id)
        _write(rule, facts, weekday, by=by)
        return rule
    if rule.weekday == weekday and _as_facts(rule, facts.last_day) == replace(
        facts, first_day=rule.first_day
    ):
        end_hours(rule, facts.last_day, by=by)
        return rule
    if from_day is None or from_day < today():
        raise Refused(_l("From today on: what was, was."), field="from_day")
    changed = replace(facts, first_day=from_day)
    _check(changed, weekday, leave_out=rule.id)
    if rule.last_day is None or rule.last_day >= from_day:
        _set_end(rule, from_day - _DAY, by=by)
    return _add(changed, weekday, by=by)


def end_hours(rule: OfficeHours, last_day: date | None, *, by: User) -> None:
    """Let a rule hold until a day, the day included; None: until further notice.

    Raises Refused for a day before yesterday, and where another rule holds by then.
    """
    _check_person(rule.expert, by=by)
    staff.hold(rule.expert_id)
    if last_day == rule.last_day:
        return
    if last_day is not None and last_day < today() - _DAY:
        raise Refused(_l("Yesterday at the earliest: what was, was."), field="last_day")
    if last_day is not None and last_day < rule.first_day:
        raise Refused(_l("The last day is before the first."), field="last_day")
    if rule.last_day is not None and (last_day is None or last_day > rule.last_day):
        _check(_as_facts(rule, last_day), rule.weekday, leave_out=rule.id)
    _set_end(rule, last_day, by=by)


def remove_hours(rule: OfficeHours, *, by: User) -> None:
    """Take a rule back that has not begun. Raises Refused for one that has: it is ended."""
    _check_person(rule.expert, by=by)
    if has_begun(rule):
        raise Refused(_l("These hours have begun: end them instead."))
    record(Verb.REMOVED, "office_hours", rule.id, by=by, detail=_detail(rule))
    db.session.delete(rule)


def has_begun(rule: OfficeHours) -> bool:
    """Whether some day of a rule is past already."""
    return rule.first_day < today()


def _is_over(rule: OfficeHours) -> bool:
    return rule.last_day is not None and rule.last_day < today()


def _as_facts(rule: OfficeHours, last_day: date | None) -> HoursFacts:
    return HoursFacts(
        expert=rule.expert,
        venue=rule.venue,
        begins=rule.begins,
        ends=rule.ends,
        place_minutes=rule.place_minutes,
        first_day=rule.first_day,
        last_day=last_day,
    )


def _check_person(expert: User, *, by: User) -> None:
    if not may_change(expert, by):
        raise Refused(_l("A manager enters the hours of others."), field="expert")


def _check(facts: HoursFacts, weekday: int, *, leave_out: int | None = None) -> None:
    if not facts.expert.works_at_desk:
        raise Refused(_l("Hours in the office are for those of the desk."), field="expert")
    if not facts.venue.in_office:
        raise Refused(_l("Choose a room of the office."), field="venue")
    if facts.last_day is not None and facts.last_day < facts.first_day:
        raise Refused(_l("The last day is before the first."), field="last_day")
    _check_length(facts)
    other = overlapping_rule(facts, weekday, leave_out=leave_out)
    if other is not None:
        raise Refused(_taken(other), field="hours")


def _check_length(facts: HoursFacts) -> None:
    anyday = date.min
    length = datetime.combine(anyday, facts.ends) - datetime.combine(anyday, facts.begins)
    if length < timedelta(minutes=facts.place_minutes):
        raise Refused(
            _l(
                "The hours are shorter than the %(minutes)d minutes of one visit.",
                minutes=facts.place_minutes,
            ),
            field="hours",
        )


def _taken(other: OfficeHours) -> LazyString:
    known = {
        "name": other.expert.name,
        "weekday": LazyString(weekday_name, other.weekday),
        "begins": f"{other.begins:%H:%M}",
        "ends": f"{other.ends:%H:%M}",
        "first": f"{other.first_day:%d.%m.%Y}",
    }
    if other.last_day is None:
        return _l(
            "%(name)s receives at this time already: %(weekday)s, %(begins)s–%(ends)s, from "
            "%(first)s on. Change those hours.",
            **known,
        )
    return _l(
        "%(name)s receives at this time already: %(weekday)s, %(begins)s–%(ends)s, from %(first)s "
        "to %(last)s. Change those hours.",
        last=f"{other.last_day:%d.%m.%Y}",
        **known,
    )


def _add(facts: HoursFacts, weekday: int, *, by: User) -> OfficeHours:
    rule = OfficeHours(
        expert=facts.expert,
        venue=facts.venue,
        weekday=weekday,
        begins=facts.begins,
        ends=facts.ends,
        place_minutes=facts.place_minutes,
        first_day=facts.first_day,
        last_day=facts.last_day,
    )
    db.session.add(rule)
    db.session.flush()
    record(Verb.CREATED, "office_hours", rule.id, by=by, detail=_detail(rule))
    return rule


def _write(rule: OfficeHours, facts: HoursFacts, weekday: int, *, by: User) -> None:
    before = _detail(rule)
    rule.venue, rule.weekday = facts.venue, weekday
    rule.begins, rule.ends = facts.begins, facts.ends
    rule.place_minutes = facts.place_minutes
    rule.first_day, rule.last_day = facts.first_day, facts.last_day
    db.session.flush()
    after = _detail(rule)
    if after != before:
        record(Verb.CHANGED, "office_hours", rule.id, by=by, detail={"before": before, **after})


def _set_end(rule: OfficeHours, last_day: date | None, *, by: User) -> None:
    before = _detail(rule)
    rule.last_day = last_day
    db.session.flush()
    record(Verb.CHANGED, "office_hours", rule.id, by=by, detail={"before": before, **_detail(rule)})


def _detail(rule: OfficeHours) -> dict[str, object]:
    """What the trail keeps: whose hours (by number) and when."""
    return {
        "expert": rule.expert_id,
        "weekday": rule.weekday + 1,
        "begins": f"{rule.begins:%H:%M}",
        "ends": f"{rule.ends:%H:%M}",
        "first_day": f"{rule.first_day}",
        "last_day": f"{rule.last_day}" if rule.last_day else "",
    }
