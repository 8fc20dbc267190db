"""What there is once stays one when two save it at the same moment."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from oic.core.clock import today
from oic.core.db import Base, db, transaction
from oic.core.errors import Refused
from oic.enquiries.actions.saved import save_view
from oic.enquiries.actions.templates import Written, save
from oic.enquiries.models import LetterTemplate, SavedView, TemplateKind
from oic.enquiries.queries.letters import standard
from oic.staff.actions.absences import NewAbsence, enter_absence
from oic.staff.models import Absence, AbsenceKind, Role, User
from tests.concurrency.meeting import meet
from tests.factories.staff import make_user

Act = Callable[[User], object]


@pytest.fixture
def manager_id(own_app: Flask) -> int:
    del own_app
    return make_user(role=Role.MANAGER).id


def twice(app: Flask, user_id: int, act: Act, other: Act | None = None) -> None:
    """Let the same person do it in two windows at once."""

    def first(meanwhile: Callable[[], None]) -> None:
        with transaction():
            act(db.session.get_one(User, user_id))
            db.session.flush()
            meanwhile()

    def second() -> None:
        with transaction():
            (other or act)(db.session.get_one(User, user_id))

    meet(app, first, second)


def count(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def goes_on_leave(user: User) -> object:
    days = today(), today() + timedelta(days=3)
    return enter_absence(NewAbsence(user, *days, AbsenceKind.LEAVE), by=user)


def saves_a_view(user: User) -> object:
    return save_view("Моите", "state=new", by=user)


def writes_a_standard(user: User) -> object:
    written = Written(TemplateKind.FOLLOW_UP, "bg", "Нов", "Относно", "Текст", standard=True)
    return save(None, written, by=user)


def test_nobody_is_away_twice_on_the_same_days(own_app: Flask, manager_id: int) -> None:
    with pytest.raises(Refused, match="отсъствие"):
        twice(own_app, manager_id, goes_on_leave)
    assert count(Absence) == 1


def test_a_colleague_who_goes_away_at_the_same_moment_is_no_deputy(
    own_app: Flask, manager_id: int
) -> None:
    other_id = make_user(role=Role.EXPERT).id

    def with_deputy(user: User) -> object:
        deputy = db.session.get_one(User, other_id)
        days = today(), today()
        return enter_absence(NewAbsence(user, *days, AbsenceKind.SICK, deputy), by=user)

    def deputy_goes(user: User) -> object:
        del user
        return goes_on_leave(db.session.get_one(User, other_id))

    with pytest.raises(Refused):
        twice(own_app, manager_id, deputy_goes, with_deputy)
    assert count(Absence) == 1


def test_a_view_saved_in_two_windows_is_one_view(own_app: Flask, manager_id: int) -> None:
    twice(own_app, manager_id, saves_a_view)
    assert count(SavedView) == 1


def test_of_two_new_standard_letters_the_later_one_is_used(own_app: Flask, manager_id: int) -> None:
    twice(own_app, manager_id, writes_a_standard)
    marked = db.session.scalars(
        select(LetterTemplate.id).where(
            LetterTemplate.kind == TemplateKind.FOLLOW_UP,
            LetterTemplate.language == "bg",
            LetterTemplate.standard,
        )
    ).all()
    used = standard(TemplateKind.FOLLOW_UP, "bg")
    assert used is not None
    assert marked == [used.id]
    assert used.id == db.session.scalar(select(func.max(LetterTemplate.id)))


@pytest.mark.usefixtures("without_locks")
@pytest.mark.parametrize("act", [saves_a_view, writes_a_standard])
def test_without_the_lock_the_database_refuses_the_second(
    own_app: Flask, manager_id: int, act: Act
) -> None:
    if db.engine.dialect.name == "sqlite":
        return  # writers wait for each other by themselves
    with pytest.raises((IntegrityError, StaleDataError)):
        twice(own_app, manager_id, act)


@pytest.mark.usefixtures("without_locks")
def test_without_the_lock_somebody_is_away_twice(own_app: Flask, manager_id: int) -> None:
    if db.engine.dialect.name == "sqlite":
        return  # writers wait for each other by themselves
    twice(own_app, manager_id, goes_on_leave)
    assert count(Absence) == 2
