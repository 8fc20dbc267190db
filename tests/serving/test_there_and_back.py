"""A letter comes, is answered, and its answer comes back: the whole way, by running programs."""

import time
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from sqlalchemy import select

from oic.core.db import db, transaction
from oic.enquiries.actions.answering import Composed, send_answer
from oic.enquiries.models import Enquiry, EntryKind, State
from oic.enquiries.queries import one
from oic.staff.models import Role
from tests.factories.incoming import letter
from tests.factories.staff import make_user
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.program import Program
from tests.servers.smtp import Received

PATIENCE = 90


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    server = Dovecot("oic")
    yield server
    server.stop()


def until(what: Callable[[], object]) -> None:
    """Wait for something that has to come; the test fails when it does not."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.1)


def state(program: Program) -> list[State]:
    with program.data():
        return list(db.session.scalars(select(Enquiry.state)))


def left(program: Program, word: str) -> Received | None:
    """The letter that left with a word in it."""
    return next((one for one in program.sink.received if word.encode() in one.content), None)


def test_a_letter_is_registered_answered_and_goes_on_when_its_answer_is_answered(
    serve: Callable[..., Program], dovecot: Dovecot
) -> None:
    program = serve(
        OIC_IMAP_URL=f"imap://oic:{quote(PASSWORD)}@127.0.0.1:{dovecot.port}/INBOX?move=Registered",
        OIC_CENTRE_EMAIL="oic@oic.example.bg",
    )
    dovecot.deliver(letter(Message_ID="<first@example.bg>"), user="oic")
    until(lambda: state(program) == [State.NEW])
    until(lambda: left(program, "In-Reply-To: <first@example.bg>"))
    with program.data():
        expert = make_user(role=Role.EXPERT, name="Елена Експертова")
        with transaction():
            enquiry = one.locked(db.session.scalars(select(Enquiry.id)).one())
            send_answer(enquiry, Composed("Otgovor: vaucheri", "Здравейте,\n\nДа."), by=expert)

    until(lambda: left(program, "Otgovor"))
    found = left(program, "Otgovor")
    assert found is not None
    ours = found.message
    assert ours["In-Reply-To"]
    assert "<first@example.bg>" in ours["References"]
    dovecot.deliver(
        letter("А докога?", to=ours["Reply-To"], sender="Счетоводител <sch@example.bg>"),
        user="oic",
    )

    until(lambda: state(program) == [State.REOPENED])
    with program.data():
        enquiry = db.session.scalars(select(Enquiry)).one()
        said = one.last_entry(enquiry, EntryKind.CLIENT_MESSAGE)
        assert said is not None
        assert (said.by_name, said.body) == ("Счетоводител", "А докога?")
    client = dovecot.hands("oic")
    until(lambda: client.noop() and client.search(None, "ALL")[1] == [b""])
    client.logout()
