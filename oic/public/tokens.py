"""What the public forms carry, signed, so that nothing needs an account or a session.

A form's token says when the form was shown and names it by a random key: sent twice it is one
question. A kept file's token lets a person correct a form without choosing the files again.
"""

import secrets
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from oic.core import clock
from oic.files.store import Received

FASTEST_HUMAN = 3
"""Seconds: whoever fills a form in sooner is asked to confirm."""


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=f"oic.public.{purpose}")


@dataclass(frozen=True)
class FormToken:
    """One form that was shown."""

    key: str
    shown_at: int
    """Seconds of the Unix epoch."""
    confirmed: bool = False
    """Whether a person was asked whether they are one; the answer is the button pressed."""

    @classmethod
    def fresh(cls) -> "FormToken":
        """For a form that is shown now."""
        return cls(secrets.token_urlsafe(24), int(clock.now().timestamp()))

    @classmethod
    def read(cls, purpose: str, text: str) -> "FormToken | None":
        """A token that we have given out for this purpose; None for anything else."""
        try:
            key, shown_at, confirmed = _serializer(purpose).loads(text)
            return cls(str(key), int(shown_at), bool(confirmed))
        except (BadData, ValueError, TypeError):
            return None

    def signed(self, purpose: str) -> str:
        """As the form carries it."""
        signed = _serializer(purpose).dumps([self.key, self.shown_at, self.confirmed])
        return signed if isinstance(signed, str) else signed.decode()

    @property
    def too_fast(self) -> bool:
        """Whether no person types so quickly. An old form is fine: people go for coffee."""
        return clock.now().timestamp() - self.shown_at < FASTEST_HUMAN


def sign_file(form: FormToken, received: Received) -> str:
    """A received file as the same form carries it on."""
    parts = [form.key, received.name, received.sha256, received.size, received.media_type]
    signed = _serializer("file").dumps(parts)
    return signed if isinstance(signed, str) else signed.decode()


def read_file(form: FormToken, text: str) -> Received | None:
    """A file that this very form has left with us; None for anything else."""
    try:
        key, name, sha256, size, kind = _serializer("file").loads(text)
    except (BadData, ValueError, TypeError):
        return None
    return Received(name, sha256, size, str(kind)) if key == form.key else None
