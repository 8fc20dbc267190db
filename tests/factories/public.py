"""Citizens at the public forms."""

import io
from typing import Any

from tests.checking.client import Client, Page
from tests.conftest import FrozenClock

QUESTION = "Имам малка пекарна в Раднево. Има ли пари за нова пещ?"


def ask(
    client: Client,
    clock: FrozenClock,
    *,
    site: str = "",
    seconds: float = 60,
    files: dict[str, bytes] | None = None,
    status: int | None = None,
    **fields: Any,
) -> Page:
    """Open the question form, take ``seconds`` to fill it in, and send it."""
    page = client.get(f"{site}/ask", status=200)
    clock.move(seconds=seconds)
    return client.submit(page, status=status, **filled(files, **fields))


def filled(files: dict[str, bytes] | None = None, **fields: Any) -> dict[str, Any]:
    """The question form's fields, all that a question needs; None leaves one out."""
    given: dict[str, Any] = {
        "name": "Петя Хлебарова",
        "email": "petya@example.bg",
        "client_type": "business",
        "question": QUESTION,
        **fields,
    }
    if files:
        given["files"] = uploads(files)
    return given


def uploads(files: dict[str, bytes]) -> list[tuple[io.BytesIO, str]]:
    """Files as a form sends them, by name."""
    return [(io.BytesIO(content), name) for name, content in files.items()]
