"""Letters for tests."""

from typing import Any

from oic.core.db import transaction
from oic.mail import actions
from oic.mail.delivery import Delivery
from oic.mail.models import Letter


def make_letter(**values: Any) -> Letter:
    """A letter in the outbox, due at once."""
    given: dict[str, Any] = {
        "kind": "answer",
        "to_email": "ani@example.bg",
        "to_name": "Ани Петрова",
        "subject": "Отговор на Вашето запитване",
        "text": "Здравейте,\n\nПриемът е отворен.",
        "language": "bg",
        "automatic": False,
    }
    with transaction():
        return actions.queue(**(given | values))


def send_all(delivery: Delivery) -> int:
    """Send until nothing is due; how many were tried."""
    total = 0
    while tried := delivery.run_once():
        total += tried
    return total
