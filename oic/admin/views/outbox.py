"""The outbox: letters on their way, shown as they will be sent; trying again, taking back."""

from datetime import UTC, datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from oic.admin import words
from oic.admin.letter_html import shown_safely
from oic.admin.views.blueprint import blueprint
from oic.core.clock import local_instant, now
from oic.core.db import db, transaction
from oic.enquiries.actions.stopping import stop_letter
from oic.mail import actions, queries
from oic.mail.message import Unsendable, compose
from oic.mail.models import Letter, LetterState
from oic.mail.queries import Key, LetterFilter
from oic.staff import actions as accounts
from oic.staff import queries as people
from oic.staff.mails import SECRET_KINDS
from oic.web.access import Permission, needs
from oic.web.typed import day_in

_KEY_MARK = "~"


def may_read() -> bool:
    """Whether the signed-in person reads letters: who works at the desk, not the administrator."""
    return bool(current_user.may(Permission.DESK))


def is_secret(letter: Letter) -> bool:
    """Whether a letter holds a key to an account, which is nobody's to read but its owner's."""
    return letter.kind in SECRET_KINDS


def _filter() -> LetterFilter:
    args = request.args
    state, first = args.get("state", ""), day_in(args.get("from"))
    return LetterFilter(
        state=LetterState(state) if state in set(LetterState) else None,
        kind=args.get("kind", ""),
        to=args.get("q", ""),
        since=local_instant(first, datetime.min.time()) if first else None,
    )


def _key(text: str | None) -> Key | None:
    moment, _mark, number = (text or "").rpartition(_KEY_MARK)
    try:
        at = datetime.fromisoformat(moment)
        return Key(at.astimezone(UTC), int(number)) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


@blueprint.get("/outbox")
@needs(Permission.OUTBOX)
def outbox() -> ResponseReturnValue:
    """List the letters, newest first."""
    wanted = _filter()
    found = queries.page(wanted, after=_key(request.args.get("after")))
    kept: dict[str, Any] = {
        name: value for name, value in request.args.items() if name != "after" and value
    }
    after = found.after and f"{found.after.created_at.isoformat()}{_KEY_MARK}{found.after.id}"
    return render_template(
        "admin/outbox.html",
        letters=found.letters,
        wanted=wanted,
        counts=queries.counts(),
        states=list(LetterState),
        kinds=[(kind, words.letter_kind(kind)) for kind in queries.kinds()],
        following=url_for(".outbox", **kept, after=after) if after else None,
        first_page=url_for(".outbox", **kept) if "after" in request.args else None,
        without_state={name: value for name, value in kept.items() if name != "state"},
        filtered=bool(kept),
        may_read=may_read(),
        is_secret=is_secret,
        letter_kind=words.letter_kind,
    )


def _letter(letter_id: int) -> Letter:
    letter = db.session.get(Letter, letter_id)
    if letter is None:
        abort(404)
    return letter


@blueprint.get("/outbox/<int:letter_id>")
@needs(Permission.OUTBOX)
def letter(letter_id: int) -> ResponseReturnValue:
    """Show a letter exactly as it will be, or was, sent."""
    found = _letter(letter_id)
    readable = may_read() and not is_secret(found)
    headers, problem = _headers(found)
    if not readable:
        headers = [(name, value) for name, value in headers if name != "Subject"]
    return render_template(
        "admin/letter.html",
        letter=found,
        headers=headers,
        problem=problem,
        readable=readable,
        secret=is_secret(found),
        useless=is_secret(found) and not people.carries_good_link(found),
        html=shown_safely(found.body_html) if readable else None,
        letter_kind=words.letter_kind,
    )


def _headers(found: Letter) -> tuple[list[tuple[str, str]], str]:
    """The headers on the wire, and why there are none if the letter cannot be put together."""
    try:
        message = compose(found, found.sent_at or now())
    except Unsendable as unsendable:
        return [("To", found.to_email), ("Subject", found.subject)], str(unsendable)
    apart = ("Content-T", "MIME-")  # how it is packed is nobody's interest
    kept = {name: value for name, value in message.items() if not name.startswith(apart)}
    if found.sent_at is None:
        kept.pop("Date", None)  # it is set when the letter leaves
    return [(name, str(value)) for name, value in kept.items()], ""


@blueprint.post("/outbox/<int:letter_id>/retry")
@needs(Permission.OUTBOX)
def retry(letter_id: int) -> ResponseReturnValue:
    """Let a letter leave again, now."""
    found = _letter(letter_id)
    with transaction():
        if is_secret(found):
            accounts.retry_letter(found, by=current_user)
        else:
            actions.retry(found, by=current_user)
    flash(_("The letter will be tried again at once."), "success")
    return redirect(url_for(".letter", letter_id=letter_id), 303)


@blueprint.post("/outbox/<int:letter_id>/cancel")
@needs(Permission.OUTBOX)
def cancel(letter_id: int) -> ResponseReturnValue:
    """Take a letter back that has not left."""
    found = _letter(letter_id)
    with transaction():
        stop_letter(found, by=current_user._get_current_object())  # noqa: SLF001 - Flask-Login's own way
    flash(_("The letter is taken back and will not leave."), "success")
    return redirect(url_for(".letter", letter_id=letter_id), 303)
