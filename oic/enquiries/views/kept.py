"""Files that a form carries on, signed, until it is sent: choosing them once is enough."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast

from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.datastructures import FileStorage

from oic.files.models import StoredFile
from oic.files.store import Received, receive_all, refresh, together
from oic.staff.models import User


@dataclass(frozen=True)
class Kept:
    """One file of a form: its token, and what is shown of it."""

    token: str
    file: Received


def _serializer(by: User) -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=f"oic.desk.file.{by.id}")


def sign(received: Received, by: User) -> Kept:
    """A received file as this person's forms carry it on."""
    parts = [received.name, received.sha256, received.size, received.media_type]
    token = _serializer(by).dumps(parts)
    return Kept(token if isinstance(token, str) else token.decode(), received)


def sign_stored(stored: StoredFile, name: str, by: User) -> Kept:
    """A stored file as this person's forms carry it on."""
    return sign(Received(name, stored.sha256, stored.size, stored.media_type), by)


def read(token: str, by: User) -> Kept | None:
    """A file that this person has left with us; None for anything else."""
    try:
        name, sha256, size, kind = _serializer(by).loads(token)
        return Kept(token, Received(name, sha256, size, str(kind)))
    except (BadData, ValueError, TypeError):
        return None


def gather(
    tokens: Iterable[str], dropped: Sequence[str], uploads: Iterable[FileStorage], by: User
) -> tuple[list[Kept], list[str]]:
    """The files of a form that was sent, earlier and new ones, and what is wrong in words.

    ``dropped`` are tokens that the person took out. Raises StorageFull.
    """
    kept, wrong = [], []
    for token in dict.fromkeys(tokens):
        one = read(token, by) if token not in dropped else None
        if one is None:
            continue
        if refresh(one.file):
            kept.append(one)
        else:
            wrong.append(_("“%(name)s” is not here any more: attach it again.", name=one.file.name))
    streams = [(cast("BinaryIO", one.stream), one.filename) for one in uploads if one.filename]
    received, rejections = receive_all(
        streams,
        already=len(kept),
        already_bytes=sum(one.file.size for one in kept),
    )
    known = {one.file.sha256 for one in kept}
    kept += [sign(one, by) for one in received if one.sha256 not in known]
    return kept, [*wrong, *map(str, together(rejections))]
