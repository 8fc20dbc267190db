"""What happens to an enquiry in the invented year: the steps of its assignee and its client."""

from collections.abc import Callable
from typing import Any

from oic.core import clock
from oic.core.origin import Origin, coming_from
from oic.enquiries.actions import answering, assigning, life
from oic.enquiries.actions.answering import Composed, FollowUpPlan
from oic.enquiries.models import OPEN_STATES, Enquiry, State, TemplateKind
from oic.enquiries.placeholders import Filling, fill
from oic.enquiries.queries import letters
from oic.enquiries.queries.one import locked
from oic.staff.models import User

Step = Callable[[], None]
DESK = Origin("web", "192.0.2.10")
CITIZEN = Origin("web", "203.0.113.20")
"""Where the work of staff and clients comes from: addresses that RFC 5737 keeps from everybody."""


def _step(enquiry_id: int, do: Callable[[Enquiry, User], None]) -> Step:
    """A step of the assignee on an enquiry that is still open; what is refused is left undone."""

    def step() -> None:
        enquiry = locked(enquiry_id)
        worker = enquiry.assignee
        if enquiry.state in OPEN_STATES and worker is not None:
            with coming_from(DESK):
                do(enquiry, worker)

    return step


def begin(enquiry_id: int) -> Step:
    """Work is begun."""

    def do(enquiry: Enquiry, worker: User) -> None:
        life.begin_work(enquiry, by=worker)
        enquiry.seen_by_assignee_at = clock.now()
        life.looked_after(enquiry)

    return _step(enquiry_id, do)


def note(enquiry_id: int, text: str) -> Step:
    """An internal note."""

    def do(enquiry: Enquiry, worker: User) -> None:
        answering.note(enquiry, text, by=worker)

    return _step(enquiry_id, do)


def refuse(enquiry_id: int) -> Step:
    """The assignee refuses it."""

    def do(enquiry: Enquiry, worker: User) -> None:
        assigning.refuse(enquiry, by=worker, reason="Темата не е моя, колега я познава по-добре.")

    return _step(enquiry_id, do)


def forward(enquiry_id: int) -> Step:
    """It goes to the competent body."""

    def do(enquiry: Enquiry, worker: User) -> None:
        life.forward(enquiry, by=worker, institution="Управляващия орган на програмата")

    return _step(enquiry_id, do)


def ask(enquiry_id: int) -> Step:
    """The client is asked for a clarification, where there is an address."""

    def do(enquiry: Enquiry, worker: User) -> None:
        if not enquiry.reply_email or enquiry.state is State.AWAITING_CLIENT:
            return
        template = letters.standard(TemplateKind.CLARIFICATION, enquiry.language)
        if template is None:
            return
        own = {
            "question_1": "Колко души работят при Вас?",
            "question_2": "В коя община ще се изпълнява идеята?",
        }
        composed = _composed(enquiry, worker, template.subject, template.body, own)
        answering.ask_client(enquiry, composed, by=worker)

    return _step(enquiry_id, do)


def _composed(
    enquiry: Enquiry, worker: User, subject: str, body: str, own: dict[str, str]
) -> Composed:
    filling = Filling(enquiry, by=worker)
    return Composed(fill(subject, filling, own).text, fill(body, filling, own).text)


def answer(enquiry_id: int, item: dict[str, Any], *, close: bool) -> Step:
    """The answer: by letter where there is an address, else told."""

    def do(enquiry: Enquiry, worker: User) -> None:
        if not enquiry.reply_email:
            answering.tell(enquiry, item["answer"], by=worker, close=close, duration_seconds=240)
            return
        template = letters.standard(TemplateKind.ANSWER, enquiry.language)
        if template is None:
            return
        body = template.body.replace("\n\n\n\n", f"\n\n{item['answer']}\n\n", 1)
        composed = _composed(enquiry, worker, template.subject, body, {})
        answering.send_answer(
            enquiry, composed, by=worker, close=close, follow_up=FollowUpPlan(wanted=True)
        )

    return _step(enquiry_id, do)


def write(enquiry_id: int, text: str) -> Step:
    """The client says more, where the page still takes it."""

    def step() -> None:
        enquiry = locked(enquiry_id)
        if enquiry.contact is not None and life.accepts_client(enquiry):
            with coming_from(CITIZEN):
                life.client_wrote(enquiry, text)

    return step


def read_rating(enquiry_id: int) -> Step:
    """Its expert reads what the client thinks of the answer."""

    def step() -> None:
        with coming_from(DESK):
            life.looked_after(locked(enquiry_id))

    return step
