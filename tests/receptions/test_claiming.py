"""An expert's time is promised once, whoever books and in whatever order things happen."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oic.core.clock import frozen
from oic.core.db import db, transaction
from oic.receptions.actions.claiming import (
    Stretch,
    Taken,
    book,
    book_held,
    hold,
    move,
    release,
    sweep,
    travel,
)
from oic.receptions.models import Claim, ClaimKind
from oic.receptions.queries.claims import claim_by_key, spoken_for
from tests.factories.staff import make_user

NINE = datetime(2026, 11, 30, 7, tzinfo=UTC)
HOLD = timedelta(minutes=10)


def after(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


@pytest.fixture
def expert_id(app: Flask) -> int:
    del app
    return make_user().id


def visit(expert_id: int, begins: int, ends: int, trip: int = 0) -> Stretch:
    return Stretch(expert_id, after(begins), after(ends), trip)


def test_a_booked_time_is_not_given_to_another(expert_id: int) -> None:
    other_id = make_user().id
    with transaction():
        book(visit(expert_id, 0, 30))
    for begins, ends in ((0, 30), (10, 20), (-10, 10), (29, 60), (-60, 90)):
        with pytest.raises(Taken), transaction():
            book(visit(expert_id, begins, ends))
    with transaction():
        book(visit(expert_id, 30, 60))
        book(visit(expert_id, -30, 0))
        book(visit(other_id, 0, 30))


def test_a_refusal_leaves_the_rest_of_the_work_standing(expert_id: int) -> None:
    with transaction():
        book(visit(expert_id, 0, 30))
        with pytest.raises(Taken):
            book(visit(expert_id, 0, 30))
        book(visit(expert_id, 60, 90))
    assert len(spoken_for([expert_id], NINE, after(120))) == 2


def test_a_held_time_is_kept_until_it_runs_out_and_then_free(expert_id: int) -> None:
    with frozen(NINE), transaction():
        held = hold(visit(expert_id, 60, 90), until=NINE + HOLD)
        key = held.hold_key
    with frozen(NINE + HOLD / 2), pytest.raises(Taken), transaction():
        book(visit(expert_id, 60, 90))
    with frozen(NINE + HOLD):
        assert not spoken_for([expert_id], NINE, after(120))
        with transaction():
            book(visit(expert_id, 75, 105))
        assert claim_by_key(str(key)) is None
        with pytest.raises(Taken), transaction():
            book_held(str(key), visit(expert_id, 60, 90))


def test_a_form_filled_in_too_slowly_still_gets_a_time_that_nobody_took(expert_id: int) -> None:
    with frozen(NINE), transaction():
        key = hold(visit(expert_id, 60, 90), until=NINE + HOLD).hold_key
    with frozen(NINE + 2 * HOLD), transaction():
        assert book_held(str(key), visit(expert_id, 60, 90)).kind is ClaimKind.VISIT
    with frozen(NINE + 2 * HOLD):
        assert [claim.kind for claim in spoken_for([expert_id], NINE, after(120))] == [
            ClaimKind.VISIT
        ]


def test_holds_that_ran_out_are_swept_and_the_others_kept(expert_id: int) -> None:
    with frozen(NINE), transaction():
        hold(visit(expert_id, 60, 90), until=NINE + HOLD)
        kept = hold(visit(expert_id, 90, 120), until=NINE + 3 * HOLD).id
        booked = book(visit(expert_id, 0, 30)).id
    with frozen(NINE + 2 * HOLD), transaction():
        assert sweep() == 1
        left = spoken_for([expert_id], NINE, after(240))
        assert [claim.id for claim in left] == [booked, kept]


def test_who_is_on_the_road_receives_nobody_elsewhere(expert_id: int) -> None:
    with transaction():
        travel(visit(expert_id, 0, 240, trip=7))
        book(visit(expert_id, 60, 90, trip=7))
    for stretch in (visit(expert_id, 0, 30), visit(expert_id, 230, 260)):
        with pytest.raises(Taken), transaction():
            book(stretch)
    with pytest.raises(Taken), transaction():
        travel(visit(expert_id, 200, 400, trip=8))
    with transaction():
        travel(visit(expert_id, 240, 400, trip=8))


def test_a_trip_is_not_planned_over_visits_in_the_office(expert_id: int) -> None:
    with transaction():
        book(visit(expert_id, 0, 30))
    with pytest.raises(Taken), transaction():
        travel(visit(expert_id, 15, 240, trip=7))
    with pytest.raises(ValueError, match="office"), transaction():
        travel(visit(expert_id, 60, 90))


def test_a_move_to_a_taken_time_keeps_the_first(expert_id: int) -> None:
    with transaction():
        mine = book(visit(expert_id, 0, 30)).id
        book(visit(expert_id, 30, 60))
    with transaction(), pytest.raises(Taken):
        move(db.session.get_one(Claim, mine), visit(expert_id, 30, 60))
    assert db.session.get_one(Claim, mine).begins_at == NINE
    with transaction():
        move(db.session.get_one(Claim, mine), visit(expert_id, 10, 30))
    assert db.session.get_one(Claim, mine).begins_at == after(10)


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["book", "hold", "travel", "move", "release", "later"]),
        st.integers(0, 1),
        st.integers(0, 7),
        st.integers(1, 3),
        st.integers(0, 2),
    ),
    max_size=25,
)


class Model:
    """What should be spoken for: (expert, trip, kind, begins, ends, expires), by number."""

    def __init__(self) -> None:
        self.clock = NINE
        self.rows: dict[int, tuple[int, int, str, datetime, datetime, datetime | None]] = {}

    def forget(self) -> None:
        self.rows = {n: row for n, row in self.rows.items() if not row[5] or row[5] > self.clock}

    def has_room(self, stretch: Stretch, kind: str, leave_out: int = 0) -> bool:
        return not any(
            number != leave_out
            and expert == stretch.expert_id
            and begins < stretch.ends_at
            and ends > stretch.begins_at
            and (trip != stretch.trip or "trip" not in (kind, other))
            for number, (expert, trip, other, begins, ends, _) in self.rows.items()
        )


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=_STEPS)
def test_whatever_happens_in_whatever_order_is_what_a_simple_model_says(
    app: Flask, steps: list[tuple[str, int, int, int, int]]
) -> None:
    del app
    model = Model()
    experts = (make_user().id, make_user().id)
    for step, who, begins, length, trip in steps:
        stretch = Stretch(experts[who], after(begins * 30), after((begins + length) * 30), trip)
        with frozen(model.clock):
            _do(model, step, stretch)
        model.forget()
        with frozen(model.clock):
            claims = spoken_for(experts, NINE, NINE + timedelta(days=1))
        assert {claim.id for claim in claims} == set(model.rows)


def _do(model: Model, step: str, stretch: Stretch) -> None:
    model.forget()
    if step == "later":
        model.clock += HOLD
    elif step in ("move", "release"):
        _change(model, step, stretch)
    elif step != "travel" or stretch.trip:
        _take(model, step, stretch)


def _take(model: Model, step: str, stretch: Stretch) -> None:
    kind = {"book": "visit", "hold": "hold", "travel": "trip"}[step]
    until = model.clock + HOLD if step == "hold" else None
    try:
        with transaction():
            claim = {
                "book": lambda: book(stretch),
                "hold": lambda: hold(stretch, until=model.clock + HOLD),
                "travel": lambda: travel(stretch),
            }[step]()
            number = claim.id
    except Taken:
        assert not model.has_room(stretch, kind)
        return
    assert model.has_room(stretch, kind)
    model.rows[number] = (
        stretch.expert_id,
        stretch.trip,
        kind,
        stretch.begins_at,
        stretch.ends_at,
        until,
    )


def _change(model: Model, step: str, stretch: Stretch) -> None:
    number = next((n for n, row in sorted(model.rows.items()) if row[2] == "visit"), 0)
    if not number:
        return
    with transaction():
        claim = db.session.get_one(Claim, number)
        if step == "release":
            release(claim)
            del model.rows[number]
            return
        fits = model.has_room(stretch, "visit", leave_out=number)
        try:
            move(claim, stretch)
        except Taken:
            assert not fits
            return
    assert fits
    model.rows[number] = (
        stretch.expert_id,
        stretch.trip,
        "visit",
        stretch.begins_at,
        stretch.ends_at,
        None,
    )
