"""What the outbox screen and the enquiry ask."""

import pytest

from oic.core.db import transaction
from oic.mail import actions, queries
from oic.mail.models import LetterState
from oic.mail.queries import LetterFilter
from tests.factories.mail import make_letter

pytestmark = pytest.mark.usefixtures("app")


def test_every_letter_is_on_exactly_one_page() -> None:
    made = [make_letter().id for _ in range(7)]
    seen: list[int] = []
    after = None
    while True:
        page = queries.page(LetterFilter(), after=after, size=3)
        seen += [letter.id for letter in page.letters]
        after = page.after
        if after is None:
            break
    assert seen == made[::-1]


def test_letters_are_found_by_state_kind_thing_and_person() -> None:
    one = make_letter(kind="answer", about=("enquiry", 1), to_name="Ани Петрова")
    other = make_letter(kind="follow_up", about=("enquiry", 2), to_email="boris@example.bg")
    with transaction():
        actions.cancel(other, None)

    def found(**wanted: object) -> list[int]:
        page = queries.page(LetterFilter(**wanted))  # type: ignore[arg-type]
        return [letter.id for letter in page.letters]

    assert found(state=LetterState.QUEUED) == [one.id]
    assert found(kind="follow_up") == [other.id]
    assert found(about_type="enquiry", about_id=1) == [one.id]
    assert found(to="BORIS") == [other.id]
    assert found(to="петрова")[-1] == one.id
    assert found(to="100%") == []
    assert queries.kinds() == ["answer", "follow_up"]
    assert queries.counts()[LetterState.QUEUED] == 1
    assert queries.counts()[LetterState.FAILED] == 0
