"""What a request brings, without the characters that nobody types.

Control characters come from robots and broken clipboards, and PostgreSQL takes no NUL at all.
Embeddings and overrides of the writing direction let a name turn round the text beside it
(Unicode Technical Report 36, 3.2); the marks that right-to-left scripts need stay.
"""

import re
from datetime import date

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.utils import cached_property

_UNTYPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def without_untyped(text: str) -> str:
    """The text without controls (but tabs and line ends) and without turns of direction."""
    return _UNTYPED.sub("", text)


_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
"""Within these every day has its instants in Sofia, and a day before and after it."""


def day_in(text: str | None) -> date | None:
    """The day of a date input or an address, None for what is none.

    Days thousands of years away become the first or the last that can be counted with, so that
    they leave out or take in what they would have.
    """
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return min(max(day, _FIRST_DAY), _LAST_DAY)


class TypedRequest(Request):
    """A request whose form and query hold nothing that nobody types."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The query."""
        return self._tidied(super().args)

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
        super()._load_form_data()
        self.__dict__["form"] = self._tidied(self.__dict__["form"])

    def _tidied(self, given: MultiDict[str, str]) -> MultiDict[str, str]:
        made: MultiDict[str, str] = self.parameter_storage_class(
            (name, without_untyped(value)) for name, value in given.items(multi=True)
        )
        return made
