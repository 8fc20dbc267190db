"""What came with a public form: its token, its files, and whether a robot may have sent it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage

from oic.core.db import transaction
from oic.core.errors import Refused
from oic.files import names, store
from oic.files.store import Received, Rejection, StorageFull
from oic.public.forms import CitizensForm
from oic.public.tokens import FormToken, read_file, sign_file
from oic.web.access import View
from oic.web.pages import settings
from oic.web.rate import has_room, within_limit
from oic.web.security import csrf

HOUR = 3600
_NOT_KEPT = _l("it was not kept. Please choose it again.")
_UPLOADS_AN_HOUR = 100
_FULL_FORMS_AN_HOUR = 20
"""So many times what a form takes may be stored for one address."""
Limit = tuple[str, str, int]
"""So many of an action in an hour for somebody."""
_ROOM_TO_EXPLAIN = 4
"""Forms of so many times the allowed size are still read, so that what was typed is not lost and
the message can name the file that is too large."""


class TooMany(Refused):
    """More has come than is allowed in an hour; nothing of it was taken."""

    def __init__(self) -> None:
        super().__init__(
            _l(
                "Many messages have come from your address in the last hour. Please try again "
                "later, or call us on %(phone)s.",
                phone=settings().centre_phone,
            )
        )


def hold(action: str, key: str, limit: int) -> None:
    """Count one more in this hour, inside a transaction. Raises TooMany beyond the limit."""
    if not within_limit(action, key, limit, HOUR):
        raise TooMany


def allow_large_form() -> None:
    """Read a form that is too large all the same: what was typed comes back with the reason."""
    megabytes = settings().upload_megabytes * _ROOM_TO_EXPLAIN
    request.max_content_length = megabytes * store.MEGABYTE


def checks_csrf_itself(view: View) -> View:
    """Declare a view whose form checks the CSRF token itself.

    The token ends with the browser's session, and a form may have been left open overnight: it
    comes back with a sentence and everything that was typed instead of an error page.
    """
    csrf.exempt(view)
    return view


def address() -> str:
    """The network address of whoever sent this."""
    return request.remote_addr or ""


@dataclass
class Submitted:
    """A form that was sent."""

    purpose: str
    token: FormToken
    genuine: bool
    """Whether we gave this token out."""
    files: list[Received]
    """Those that are fine, the ones kept from an earlier try first."""
    rejections: list[Rejection]
    confirming: bool = False
    """Whether the form comes back only to ask for one more button."""

    @property
    def kept(self) -> list[tuple[str, Received]]:
        """The files as the form that comes back carries them."""
        return [(sign_file(self.token, file), file) for file in self.files]

    def suspicious(self, form: CitizensForm) -> bool:
        """Whether a person is asked to press one more button, after validation.

        Who was quick and made a mistake is not asked: by the next try more time has passed.
        """
        if self.genuine and self.token.confirmed:
            return False
        too_fast = self.token.too_fast and not form.errors
        return form.trapped or not self.genuine or too_fast

    def take_files(self, form: CitizensForm, limits: Sequence[Limit], *, suspicious: bool) -> None:
        """Store the new files of a validated form, whatever mistakes are to be put right in it.

        Of a form that may be a robot's or another site's nothing is stored, and beside its files
        stands that they are to be chosen again. Raises TooMany where a limit is used up.
        """
        uploads = [file for file in request.files.getlist("files") if file.filename]
        full = bool(uploads) and not all(has_room(*limit, HOUR) for limit in limits)
        if full or form.forged or suspicious:
            refused = [Rejection(names.clean(file.filename or ""), _NOT_KEPT) for file in uploads]
        else:
            received, refused = _received(uploads, self.files)
            self.files += received
        self.rejections = store.together(self.rejections + refused)
        for rejection in self.rejections:
            form.add_error(rejection, "files")
        if full:
            raise TooMany

    def ask_to_confirm(self) -> None:
        """Let the form come back with a token that passes."""
        self.confirming = True
        self.token = replace(self.token, confirmed=True)


def blank(purpose: str) -> Submitted:
    """A form that is shown for the first time."""
    return Submitted(purpose, FormToken.fresh(), genuine=True, files=[], rejections=[])


def read(purpose: str) -> Submitted:
    """Read what was sent: the token, and the files kept from an earlier try."""
    found = FormToken.read(purpose, request.form.get("token", ""))
    token = found or FormToken.fresh()
    kept, rejections = _kept(token)
    return Submitted(purpose, token, found is not None, kept, rejections)


def _kept(token: FormToken) -> tuple[list[Received], list[Rejection]]:
    kept: dict[str, Received] = {}
    gone = []
    for text in request.form.getlist("kept"):
        file = read_file(token, text)
        if file is None:
            continue
        if store.refresh(file):
            kept[file.sha256 + file.name] = file
        else:
            reason = _l("it was here too long ago. Please choose it again.")
            gone.append(Rejection(file.name, reason))
    return list(kept.values()), gone


def _megabytes() -> int:
    """How much of what was sent can be stored, begun ones counted whole."""
    most = settings().upload_megabytes
    sent = request.content_length
    return most if sent is None else min(-(-sent // store.MEGABYTE), most)


def _received(
    uploads: list[FileStorage], kept: list[Received]
) -> tuple[list[Received], list[Rejection]]:
    if not uploads:
        return [], []
    with transaction():
        room = _FULL_FORMS_AN_HOUR * settings().upload_megabytes
        allowed = within_limit("upload", address(), _UPLOADS_AN_HOUR, HOUR) and within_limit(
            "megabyte", address(), room, HOUR, times=_megabytes()
        )
    if not allowed:
        reason = _l("too many files have come from your address. Please try again in an hour.")
        return [], [Rejection(file.filename or "", reason) for file in uploads]
    try:
        received, refused = store.receive_all(
            [(file.stream, file.filename or "") for file in uploads],
            already=len(kept),
            already_bytes=sum(file.size for file in kept),
        )
    except StorageFull:
        reason = _l("there is no room left on our server. Please send your text without files.")
        return [], [Rejection(file.filename or "", reason) for file in uploads]
    known = {(file.sha256, file.name) for file in kept}
    return [file for file in received if (file.sha256, file.name) not in known], refused
