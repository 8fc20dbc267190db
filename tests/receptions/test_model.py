"""Whatever people do in whatever order, the plan agrees with a simple model of it."""

from contextlib import ExitStack
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from oic.clients.models import ClientType
from oic.core.clock import frozen, local_instant, now
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.receptions.actions import booking, claiming, offering, waiting
from oic.receptions.actions.booking import Visitor
from oic.receptions.actions.taking import Gone, WantedTime, hold
from oic.receptions.models import (
    BookedThrough,
    Booking,
    BookingState,
    Claim,
    ClaimKind,
    Reception,
    ReceptionTopic,
    WaitingEntry,
    WaitingState,
)
from tests.factories.receptions import make_reception, make_reception_topic
from tests.factories.staff import make_user

DAY = date(2026, 11, 30)
START = datetime(2026, 11, 23, 8, tzinfo=UTC)
TIMES = [time(10), time(10, 30), time(11)]
EXPERTS, WALK_INS = 2, 1
PUBLIC = len(TIMES) * EXPERTS - WALK_INS

steps = st.lists(
    st.one_of(
        st.tuples(st.just("hold"), st.sampled_from(TIMES)),
        st.tuples(st.just("book"), st.sampled_from(TIMES)),
        st.tuples(st.just("desk"), st.sampled_from(TIMES)),
        st.tuples(st.just("book_held"), st.integers(0, 5)),
        st.tuples(st.just("move"), st.integers(0, 8), st.sampled_from(TIMES)),
        st.tuples(st.just("cancel"), st.integers(0, 8)),
        st.tuples(st.just("join")),
        st.tuples(st.just("take"), st.integers(0, 3)),
        st.tuples(st.just("decline"), st.integers(0, 3)),
        st.tuples(st.just("leave"), st.integers(0, 3)),
        st.tuples(st.just("pass"), st.sampled_from([3, 12, 60 * 13])),
    ),
    max_size=25,
)


class Plan:
    """The real plan, and beside it the model: how many of which time are spoken for until when."""

    def __init__(self, topic: ReceptionTopic, reception: Reception) -> None:
        self.topic, self.reception = topic, reception
        self.visits: dict[int, time] = {}
        """Open visits by number."""
        self.holds: list[tuple[str, time, datetime]] = []
        """Held times: key, time, until when."""
        self.people = 0

    def taken(self, begins: time) -> int:
        """How many experts are spoken for at a time, by the model."""
        held = [at for _, at, until in self.holds if until > now()]
        offered = [entry.offered_begins for entry in self.offered()]
        return [*self.visits.values(), *held, *offered].count(begins)

    def full(self) -> bool:
        """Whether the public has its share."""
        return sum(self.taken(begins) for begins in TIMES) >= PUBLIC

    def offered(self) -> list[WaitingEntry]:
        """Whose offers run."""
        return [
            entry
            for entry in db.session.scalars(
                select(WaitingEntry).where(
                    WaitingEntry.reception_id == self.reception.id,
                    WaitingEntry.state == WaitingState.OFFERED,
                )
            )
            if entry.offered_until is not None and entry.offered_until > now()
        ]

    def wanted(self, begins: time) -> WantedTime:
        return WantedTime(self.topic, DAY, begins, self.reception.id)

    def visitor(self) -> Visitor:
        self.people += 1
        return Visitor(
            f"Човек {self.people}",
            ClientType.CITIZEN,
            email=f"c{self.people}-{self.reception.id}@primer.bg",
        )

    def entries(self) -> list[WaitingEntry]:
        return list(
            db.session.scalars(
                select(WaitingEntry)
                .where(WaitingEntry.reception_id == self.reception.id)
                .order_by(WaitingEntry.id)
            )
        )

    # What people do. Each says beforehand, by the model, whether it must succeed.

    def hold(self, begins: time) -> None:
        fits = self.taken(begins) < EXPERTS and not self.full()
        try:
            with transaction():
                claim = hold(self.wanted(begins))
        except Gone:
            assert not fits
            return
        assert fits
        assert claim.hold_key
        assert claim.expires_at
        self.holds.append((claim.hold_key, begins, claim.expires_at))

    def book(self, begins: time, *, by_desk: bool = False, key: str = "") -> None:
        own = any(held == key and until > now() for held, _, until in self.holds)
        room = self.taken(begins) < EXPERTS and (by_desk or not self.full())
        author = make_user() if by_desk else None
        try:
            with transaction():
                visit = booking.book(
                    self.wanted(begins),
                    self.visitor(),
                    through=BookedThrough.DESK if by_desk else BookedThrough.WEB,
                    by=author,
                    hold_key=key,
                )
        except Gone:
            assert not own
            assert not room
            return
        assert own or room
        self.holds = [one for one in self.holds if one[0] != key]
        self.visits[visit.id] = begins

    def desk(self, begins: time) -> None:
        self.book(begins, by_desk=True)

    def book_held(self, which: int) -> None:
        if self.holds:
            key, begins, _ = self.holds[which % len(self.holds)]
            self.book(begins, key=key)

    def move(self, which: int, begins: time) -> None:
        if not self.visits:
            return
        number = sorted(self.visits)[which % len(self.visits)]
        before = self.visits.pop(number)
        fits = begins == before or (self.taken(begins) < EXPERTS and not self.full())
        visit = db.session.get_one(Booking, number)
        try:
            with transaction():
                booking.move(visit, self.wanted(begins), by=None)
        except Gone:
            assert not fits
            self.visits[number] = before
        else:
            assert fits
            self.visits[number] = begins

    def cancel(self, which: int) -> None:
        if not self.visits:
            return
        number = sorted(self.visits)[which % len(self.visits)]
        with transaction():
            booking.cancel(db.session.get_one(Booking, number), by=None)
        del self.visits[number]

    def join(self) -> None:
        with transaction():
            waiting.join(self.topic, self.reception.id, self.visitor())

    def take(self, which: int) -> None:
        entries = self.entries()
        if not entries:
            return
        entry = entries[which % len(entries)]
        running = entry in self.offered()
        try:
            with transaction():
                visit = waiting.take(entry)
        except Refused:
            assert not running
            return
        if visit.is_open:
            assert visit.begins is not None
            self.visits[visit.id] = visit.begins

    def decline(self, which: int) -> None:
        entries = self.entries()
        if entries:
            with transaction():
                waiting.decline(entries[which % len(entries)])

    def leave(self, which: int) -> None:
        entries = self.entries()
        if entries:
            with transaction():
                waiting.leave(entries[which % len(entries)])

    def check(self) -> None:
        """The two agree, and nobody is anywhere twice."""
        visits = [
            one
            for one in db.session.scalars(
                select(Booking).where(Booking.reception_id == self.reception.id)
            )
            if one.state is BookingState.BOOKED
        ]
        assert {one.id: one.begins for one in visits} == self.visits
        for visit in visits:
            assert visit.claim is not None
            assert visit.begins is not None
            assert visit.claim.begins_at == local_instant(visit.day, visit.begins)
            assert visit.claim.expert_id == visit.expert_id
        running = [
            claim
            for claim in db.session.scalars(
                select(Claim).where(Claim.trip == self.reception.id, Claim.kind != ClaimKind.TRIP)
            )
            if claim.expires_at is None or claim.expires_at > now()
        ]
        assert len({(one.expert_id, one.begins_at) for one in running}) == len(running)
        for begins in TIMES:
            at = local_instant(DAY, begins)
            assert sum(one.begins_at == at for one in running) == self.taken(begins)
        through_web = [one for one in visits if one.through is BookedThrough.WEB]
        held = sum(until > now() for _, _, until in self.holds)
        assert len(through_web) + held + len(self.offered()) <= PUBLIC
        keys = [entry.hold_key for entry in self.offered()]
        assert len(set(keys)) == len(keys)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(todo=steps)
def test_book_hold_expire_move_cancel_and_wait_agree_with_a_simple_model(
    app: Flask, todo: list[tuple[Any, ...]]
) -> None:
    del app
    with ExitStack() as clock:
        clock.enter_context(frozen(START))
        experts = [make_user() for _ in range(EXPERTS)]
        reception = make_reception(day=DAY, ends=time(11, 30), experts=experts, walk_ins=WALK_INS)
        plan = Plan(make_reception_topic(), reception)
        for name, *values in todo:
            if name == "pass":
                clock.enter_context(frozen(now() + timedelta(minutes=values[0])))
                with transaction():
                    offering.offer_free(reception.id)
                    claiming.sweep()
            else:
                getattr(plan, name)(*values)
            plan.check()
