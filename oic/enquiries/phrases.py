"""Parts of lazy sentences that take the reader's language when they are said."""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import get_locale

from oic.core.errors import Message
from oic.core.wording import day_text, moment_text
from oic.enquiries.models import State, Topic
from oic.funding.models import Programme
from oic.places.models import Municipality


class Sentence:
    """Lazy messages said one after the other: "present today; knows ПКИП"."""

    def __init__(self, parts: Sequence[Message]) -> None:
        self.parts = parts

    def __str__(self) -> str:
        """The sentence in the present language."""
        text = "; ".join(str(part) for part in self.parts)
        return text[:1].upper() + text[1:] + "."


class Named:
    """A row's name in the present language."""

    def __init__(self, row: Programme | Municipality | Topic) -> None:
        self.row = row

    def __str__(self) -> str:
        """The name: a programme's abbreviation, a municipality's name."""
        if isinstance(self.row, Programme):
            return self.row.abbreviation
        return self.row.name(str(get_locale() or "bg")[:2])


class StateName:
    """A state's name in the present language, inside a lazy sentence."""

    def __init__(self, state: State) -> None:
        self.state = state

    def __str__(self) -> str:
        """The label."""
        return self.state.label


class Listed:
    """Lazy words with commas between them."""

    def __init__(self, parts: Sequence[Message]) -> None:
        self.parts = parts

    def __str__(self) -> str:
        """The words in the present language."""
        return ", ".join(str(part) for part in self.parts)


class Day:
    """A date as the present language writes it."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __str__(self) -> str:
        """09.03.2026 г. or 9 March 2026."""
        return day_text(self.day, str(get_locale() or "bg")[:2])


class Moment:
    """An instant as the present language writes it."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def __str__(self) -> str:
        """09.03.2026 г., 14:00 ч. or 9 March 2026, 14:00."""
        return moment_text(self.instant, str(get_locale() or "bg")[:2])
