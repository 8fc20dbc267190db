"""What an action raises when it will not do what was asked."""

from typing import Protocol


class Message(Protocol):
    """A text that is rendered in the reader's language when it is shown."""

    def __str__(self) -> str: ...


class Refused(Exception):  # noqa: N818 - reads as the sentence it is: raise Refused("…")
    """The action was refused; the message says why, to a person.

    ``field`` names the form field that the message belongs beside, if one does.
    """

    def __init__(self, message: Message, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        """The message in the present reader's language."""
        return str(self.message)


class Stale(Refused):
    """Somebody else saved the thing since it was shown; nothing was changed."""
