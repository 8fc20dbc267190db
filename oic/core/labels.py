"""Enums whose members are words in the database and labels on pages."""

from enum import StrEnum
from typing import Self

from oic.core.errors import Message


class Labelled(StrEnum):
    """A member is what is stored and its lazy label: ``OFFICE = "office", _l("In the office")``."""

    _value_: str
    message: Message
    """The label, rendered when it is shown: for what is made before there is a reader."""

    # The default is for mypy, which takes the look-up State("new") for a call of this.
    def __new__(cls, value: str, message: Message = "") -> Self:
        """Let the member be its word, and carry the label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.message = message
        return member

    @property
    def label(self) -> str:
        """The label in the reader's language."""
        return str(self.message)
