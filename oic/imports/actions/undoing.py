"""Taking an import back: what was brought in and has not been worked on since."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, delete, exists, func, select, update
from sqlalchemy.orm import aliased

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.clients.models import Contact, Organisation
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Refused
from oic.enquiries.models import ClientLetter, Enquiry, NumberCounter, SetAside
from oic.imports.models import ImportedClient, ImportedRow, ImportRun, ImportState
from oic.receptions.models import Booking
from oic.staff.models import User

AT_ONCE = 500


def ask(run: ImportRun, *, by: User) -> None:
    """Begin to take an import back; the worker does it. Raises Refused for one that is not done."""
    db.session.refresh(run, with_for_update=True)
    if run.state is not ImportState.DONE:
        raise Refused(_l("Only an import that is done can be undone."))
    run.state = ImportState.UNDOING
    run.writing = True
    run.asked_at, run.alive_at = now(), None
    run.total, run.done = left(run.id), 0
    record(Verb.UNDONE, "import", run.id, by=by)


def _untouched() -> tuple[ColumnElement[bool], ...]:
    """Nobody has worked on it, and nothing of somebody else's leads to it."""
    return (
        Enquiry.version == 1,
        ~exists().where(Booking.enquiry_id == Enquiry.id),
        ~exists().where(ClientLetter.may_belong_to_id == Enquiry.id),
        ~exists().where(SetAside.into_id == Enquiry.id),
    )


def left(run_id: int) -> int:
    """How many enquiries of an import are in the register."""
    return db.session.scalar(select(func.count()).where(ImportedRow.run_id == run_id)) or 0


def touched(run_id: int) -> int:
    """How many of them were worked on since they were brought in: those stay."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(ImportedRow)
            .join(Enquiry, Enquiry.id == ImportedRow.enquiry_id)
            .where(ImportedRow.run_id == run_id, ~and_(*_untouched()))
        )
        or 0
    )


def step(run_id: int) -> int:
    """Take some of an import back; how many. May be done again and again until it gives 0."""
    run = db.session.get_one(ImportRun, run_id, with_for_update=True, populate_existing=True)
    if run.state is not ImportState.UNDOING:
        return 0
    ids = db.session.scalars(
        select(Enquiry.id)
        .join(ImportedRow, ImportedRow.enquiry_id == Enquiry.id)
        .where(ImportedRow.run_id == run_id, *_untouched())
        .order_by(Enquiry.id)
        .limit(AT_ONCE)
        .with_for_update(of=Enquiry)
    ).all()
    if ids:
        # What hangs on them goes with them, by the database: questions, timeline, search, files.
        db.session.execute(
            delete(Enquiry).where(Enquiry.id.in_(ids)).execution_options(synchronize_session=False)
        )
        run.done = min(run.total, run.done + len(ids))
        return len(ids)
    _clients(run)
    _numbers()
    run.state = ImportState.UNDONE
    run.writing = None
    run.finished_at = now()
    run.found = {**run.found, "stayed": left(run.id)}
    return 0


def _clients(run: ImportRun) -> None:
    """The clients that the import made, where nothing else of theirs is in the register."""
    other, another = aliased(Contact), aliased(Organisation)
    own = select(ImportedClient.contact_id).where(
        ImportedClient.run_id == run.id, ImportedClient.contact_id.is_not(None)
    )
    db.session.execute(
        delete(Contact)
        .where(
            Contact.id.in_(own),
            Contact.version == 1,
            ~exists().where(Enquiry.contact_id == Contact.id),
            ~exists().where(Booking.contact_id == Contact.id),
            ~exists().where(other.merged_into_id == Contact.id),
        )
        .execution_options(synchronize_session=False)
    )
    firms = select(ImportedClient.organisation_id).where(
        ImportedClient.run_id == run.id, ImportedClient.organisation_id.is_not(None)
    )
    db.session.execute(
        delete(Organisation)
        .where(
            Organisation.id.in_(firms),
            Organisation.version == 1,
            ~exists().where(Enquiry.organisation_id == Organisation.id),
            ~exists().where(Contact.organisation_id == Organisation.id),
            ~exists().where(another.merged_into_id == Organisation.id),
        )
        .execution_options(synchronize_session=False)
    )


def _numbers() -> None:
    """Give back the numbers at the end of each year that nobody bears now."""
    highest = (
        select(func.coalesce(func.max(Enquiry.number), 0))
        .where(Enquiry.year == NumberCounter.year)
        .scalar_subquery()
    )
    db.session.execute(
        update(NumberCounter).values(last=highest).execution_options(synchronize_session=False)
    )
