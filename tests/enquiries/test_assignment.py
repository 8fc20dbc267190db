"""Who gets an enquiry: the rule by its criteria, and its reason in words."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from oic.core.db import db
from oic.enquiries.actions import rule
from oic.enquiries.actions.rule import Facts, propose
from oic.enquiries.models import State
from oic.enquiries.queries.assignment import Candidate
from oic.funding.models import Programme
from oic.staff import queries as staff
from oic.staff.models import Role, User
from tests.conftest import FrozenClock
from tests.factories.clients import make_contact, make_organisation
from tests.factories.enquiries import make_enquiry, make_expert, make_topic
from tests.factories.places import municipality
from tests.factories.staff import make_absence, make_user

TUESDAY = date(2026, 3, 10)
HALF_DAYS = tuple((weekday, time(9), time(13)) for weekday in range(5))


@pytest.fixture(autouse=True)
def _app(app: object) -> None:
    """Every test here needs the program."""


def programme(number: int = 0) -> Programme:
    return db.session.scalars(select(Programme).order_by(Programme.id)).all()[number]


def chosen(facts: Facts | None = None) -> tuple[User | None, str, str]:
    """Whom the rule proposes, and why, in Bulgarian and in English."""
    proposal = propose(facts or Facts())
    return proposal.user, proposal.words["bg"], proposal.words["en"]


def busy(expert: User, count: int, state: State = State.IN_PROGRESS) -> None:
    for _ in range(count):
        make_enquiry(assignee=expert, state=state)


# The rule


def test_who_is_absent_today_is_not_given_a_new_one() -> None:
    away, here = make_expert("Ана Отсъстваща"), make_expert("Боян Тук")
    make_absence(away, TUESDAY, deputy=here)
    busy(here, 3)
    user, why, _ = chosen()
    assert user == here
    assert why == "Днес е на работа и може да поеме още; няма кой друг."


def test_who_does_not_work_on_tuesdays_is_not_given_a_new_one_on_a_tuesday() -> None:
    make_expert("Ана", hours=[(0, time(9), time(17))])
    here = make_expert("Боян")
    assert chosen()[0] == here


def test_who_is_full_is_not_given_more_while_somebody_has_room() -> None:
    full, free = make_expert("Ана", capacity=2), make_expert("Боян", capacity=9)
    busy(full, 2)
    busy(free, 8)
    assert chosen()[0] == free


def test_the_full_share_when_everybody_is_full_and_the_reason_says_so() -> None:
    less, more = make_expert("Ана", capacity=1), make_expert("Боян", capacity=1)
    busy(less, 1)
    busy(more, 2)
    user, why, english = chosen()
    assert user == less
    assert why == (
        "Всички на работа са с пълен капацитет; "
        "има най-малко отворени запитвания спрямо работното си време (1)."
    )
    assert english == (
        "Everybody at work is full; carries the least for the hours worked (1 open)."
    )


def test_when_all_are_away_it_waits_for_the_manager_instead_of_lying_on_an_empty_desk() -> None:
    for name in ("Ана", "Боян"):
        make_absence(make_expert(name), TUESDAY)
    user, why, _ = chosen()
    assert user is None
    assert why == "Всички отсъстват: решава ръководител."


def test_who_keeps_no_hours_is_given_enquiries_as_if_she_kept_the_offices() -> None:
    usual, none = make_expert("Ана"), make_expert("Боян", hours=())
    busy(usual, 2)
    busy(none, 1)
    assert chosen()[0] == none


def test_part_timers_off_today_share_when_nobody_works_today() -> None:
    expert = make_expert("Ана", hours=[(0, time(9), time(17))])
    user, why, _ = chosen()
    assert user == expert
    assert why.startswith("Днес никой не е на работа")


def test_on_a_sunday_the_next_working_day_counts(frozen_clock: FrozenClock) -> None:
    frozen_clock.set(datetime(2026, 3, 8, 20, 0))  # noqa: DTZ001 - Sofia's, as FrozenClock reads
    away, here = make_expert("Ана"), make_expert("Боян")
    make_absence(away, date(2026, 3, 9))
    busy(here, 1)
    user, why, _ = chosen()
    assert user == here
    assert why.startswith("На работа е в следващия работен ден")


def test_nobody_is_invented_where_there_is_no_expert() -> None:
    assert chosen()[:2] == (None, "Няма експерт, който да го поеме.")


def test_a_centre_without_experts_gives_to_its_manager() -> None:
    manager = make_user(role=Role.MANAGER)
    assert chosen()[0] == manager


def test_the_client_finds_the_same_expert_again() -> None:
    known, other = make_expert("Ана", programmes=[]), make_expert("Боян", programmes=[programme()])
    contact = make_contact()
    make_enquiry(contact=contact, assignee=known, state=State.CLOSED)
    busy(known, 5)
    user, why, english = chosen(
        Facts(contact_id=contact.id, programme_ids=frozenset({programme().id}))
    )
    assert user == known, "continuity goes before speciality and load"
    assert why.endswith("; познава клиента от последното му запитване.")
    assert english.endswith("; worked with this client last.")
    assert other != known


def test_a_colleague_of_the_client_finds_the_expert_of_the_organisation() -> None:
    make_expert("Ана")
    known = make_expert("Боян")
    firm = make_organisation()
    make_enquiry(organisation=firm, assignee=known, state=State.CLOSED)
    busy(known, 2)
    assert chosen(Facts(organisation_id=firm.id))[0] == known


def test_the_last_expert_counts_and_not_the_one_of_years_ago(frozen_clock: FrozenClock) -> None:
    first, last = make_expert("Ана"), make_expert("Боян")
    contact = make_contact()
    now = frozen_clock.now
    make_enquiry(contact=contact, assignee=first, received_at=now - timedelta(days=60))
    make_enquiry(contact=contact, assignee=last, received_at=now - timedelta(days=30))
    assert chosen(Facts(contact_id=contact.id))[0] == last


def test_work_of_more_than_two_years_ago_is_no_continuity(frozen_clock: FrozenClock) -> None:
    old, other = make_expert("Ана"), make_expert("Боян")
    contact = make_contact()
    long_ago = frozen_clock.now - timedelta(days=800)
    make_enquiry(contact=contact, assignee=old, state=State.CLOSED, received_at=long_ago)
    busy(old, 1)
    assert chosen(Facts(contact_id=contact.id))[0] == other


def test_who_knows_the_programme_answers_about_it() -> None:
    make_expert("Ана")
    knows = make_expert("Боян", programmes=[programme()])
    busy(knows, 5)
    user, why, english = chosen(Facts(programme_ids=frozenset({programme().id})))
    assert user == knows, "speciality goes before load"
    assert why.endswith(f"; познава {programme().abbreviation}.")
    assert english.endswith(f"; knows {programme().abbreviation}.")


def test_a_programme_weighs_more_than_a_topic() -> None:
    topic = make_topic(name_bg="Срокове", name_en="Deadlines")
    by_topic = make_expert("Ана", topics=[topic])
    by_programme = make_expert("Боян", programmes=[programme()])
    facts = Facts(programme_ids=frozenset({programme().id}), topic_ids=frozenset({topic.id}))
    assert chosen(facts)[0] == by_programme
    user, why, english = chosen(Facts(topic_ids=frozenset({topic.id})))
    assert user == by_topic
    assert why.endswith("; познава темата „Срокове“.")
    assert english.endswith("; knows the topic “Deadlines”.")


def test_who_looks_after_the_municipality_answers_its_people() -> None:
    place = municipality("Казанлък")
    assert place is not None
    make_expert("Ана")
    local = make_expert("Боян", municipalities=[place])
    busy(local, 5)
    user, why, english = chosen(Facts(municipality_id=place.id))
    assert user == local, "municipality goes before load"
    assert why.endswith("; отговаря за община Казанлък.")
    assert english.endswith("; looks after the municipality of Kazanlak.")


def test_who_speaks_the_language_answers_in_it() -> None:
    make_expert("Ана", spoken_languages=["bg"])
    speaks = make_expert("Боян", spoken_languages=["bg", "en"])
    busy(speaks, 5)
    user, why, _ = chosen(Facts(language="en"))
    assert user == speaks, "language goes before load"
    assert why.endswith("; владее езика на клиента.")


def test_load_is_measured_by_the_hours_worked() -> None:
    full_time = make_expert("Ана")
    half_time = make_expert("Боян", hours=HALF_DAYS)
    busy(full_time, 5)
    busy(half_time, 3)  # fewer, but more for each hour
    user, why, _ = chosen()
    assert user == full_time
    assert why == (
        "Днес е на работа и може да поеме още; "
        "има най-малко отворени запитвания спрямо работното си време (5)."
    )


def test_whoever_waits_for_the_client_carries_it_too() -> None:
    waiting, free = make_expert("Ана"), make_expert("Боян")
    busy(waiting, 1, State.AWAITING_CLIENT)
    assert chosen()[0] == free


def test_ties_go_to_whoever_has_waited_longest() -> None:
    now = datetime(2026, 3, 9, 12, tzinfo=UTC)
    make_expert("Ана", last_assigned_at=now)
    longest = make_expert("Боян", last_assigned_at=now - timedelta(days=1))
    make_expert("Вяра", last_assigned_at=now - timedelta(hours=1))
    user, why, english = chosen()
    assert user == longest
    assert why == "Днес е на работа и може да поеме още; най-дълго чака ново запитване."
    assert english == "At work today and has room; has waited longest for a new one."


def test_whoever_never_had_one_has_waited_longest() -> None:
    make_expert("Ана", last_assigned_at=datetime(2020, 1, 1, tzinfo=UTC))
    never = make_expert("Боян")
    assert chosen()[0] == never


def test_a_merit_that_decides_nothing_stays_unsaid_and_one_that_is_had_alone_is_said() -> None:
    place = municipality("Казанлък")
    assert place is not None
    both = [make_expert(name, municipalities=[place]) for name in ("Ана", "Боян")]
    busy(both[1], 1)
    user, why, _ = chosen(Facts(municipality_id=place.id))
    assert user == both[0]
    assert why == "Днес е на работа и може да поеме още; няма отворени запитвания."


def test_the_rule_asks_the_database_as_often_for_many_enquiries_as_for_few(
    count_queries: Callable[[], Any],
) -> None:
    experts = [make_expert(f"Експерт {number}") for number in range(2)]
    contact = make_contact()
    busy(experts[0], 1)

    def ask() -> int:
        db.session.rollback()
        with count_queries() as few:
            propose(Facts(contact_id=contact.id))
        return few.count

    before = ask()
    for expert in experts:
        busy(expert, 15)
        make_enquiry(contact=contact, assignee=expert)
    assert ask() <= before


@st.composite
def experts(draw: st.DrawFn) -> Candidate:
    """Any expert as the rule may see her."""
    few = st.sets(st.sampled_from([1, 2])).map(frozenset)
    number, absent = draw(st.integers(1, 10_000)), draw(st.booleans())
    days = [datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2, 3)]
    return Candidate(
        user=User(
            id=number,
            name=f"Експерт {number}",
            capacity=draw(st.integers(1, 5)),
            spoken_languages=draw(st.sampled_from([["bg"], ["bg", "en"]])),
        ),
        present=not absent and draw(st.booleans()),
        absent=absent,
        open_count=draw(st.integers(0, 5)),
        weekly_hours=draw(st.sampled_from([0.0, 20.0, 40.0])),
        knows_client=draw(st.booleans()),
        programmes=draw(few),
        topics=draw(few),
        municipalities=draw(few),
        last_assigned_at=draw(st.none() | st.sampled_from(days)),
    )


def merits(candidate: Candidate, facts: Facts) -> tuple[float, ...]:
    """The issue's order written down a second time, by itself."""
    here = candidate.present
    return (
        here,
        here and candidate.open_count < candidate.user.capacity,
        candidate.knows_client,
        2 * len(candidate.programmes & facts.programme_ids)
        + len(candidate.topics & facts.topic_ids),
        facts.municipality_id in candidate.municipalities,
        facts.language in candidate.user.spoken_languages,
        -candidate.open_count / max(candidate.weekly_hours, 1),
        -(candidate.last_assigned_at or datetime(2000, 1, 1, tzinfo=UTC)).timestamp(),
    )


@settings(deadline=None, max_examples=150)
@given(
    st.lists(experts(), min_size=1, max_size=6, unique_by=lambda one: one.user.id),
    st.sampled_from(["bg", "en"]),
    st.sets(st.sampled_from([1, 2])),
)
def test_nobody_ever_comes_before_the_chosen_one(
    everyone: list[Candidate], language: str, programmes: set[int]
) -> None:
    facts = Facts(
        language=language,
        programme_ids=frozenset(programmes),
        topic_ids=frozenset({1}),
        municipality_id=1,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rule.assignment, "candidates", lambda *_a, **_kw: everyone)
        patch.setattr(rule.db.session, "get_one", lambda *_: "някоя")
        patch.setattr(rule, "Named", str)
        proposal = propose(facts)
    here = [candidate for candidate in everyone if not candidate.absent]
    if not here:
        assert proposal.user is None
        return
    winner = next(one for one in here if one.user is proposal.user)
    assert merits(winner, facts) == max(merits(one, facts) for one in here)
    assert str(proposal.reason).endswith(".")


def test_nobody_is_given_an_enquiry_before_the_invitation_was_accepted(app: object) -> None:
    make_expert("Няма Го", invited=True)
    there = make_expert("Ана")
    assert chosen()[0] == there
    assert [person.name for person in staff.experts()] == ["Ана"]


def test_a_draw_says_how_it_was_decided(app: object) -> None:
    first = make_expert("Ана")
    make_expert("Боян")
    user, why, _ = chosen()
    assert user == first
    assert "при равни други условия" in why
