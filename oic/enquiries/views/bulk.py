"""One action on several rows of the register: close, take, or, for a manager, move."""

from urllib.parse import parse_qsl

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from werkzeug.datastructures import MultiDict

from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.enquiries.actions import assigning, life
from oic.enquiries.forms import filtering
from oic.enquiries.forms.life import CloseManyForm
from oic.enquiries.queries.one import locked, must_be_as_seen, unanswered
from oic.enquiries.views.blueprint import blueprint
from oic.enquiries.views.register import SEE_OTHER, address_of
from oic.enquiries.views.showing import me
from oic.staff.models import User
from oic.staff.queries import experts
from oic.web.access import Permission, needs

LIMIT = 500
NAMED = 10
"""So many are named in the message that says what was done."""


@blueprint.post("/enquiries/bulk")
@needs(Permission.DESK)
def bulk() -> ResponseReturnValue:
    """Do it to the ticked rows; closing what nobody has answered asks first, and for a reason."""
    seen = _ticked()
    query = filtering.query_of(MultiDict(parse_qsl(request.form.get("query", "")[:4000])))
    what = request.form.get("what", "")
    if not seen:
        flash(gettext("Tick some rows first."), "error")
    elif what == "move":
        _move(seen)
    elif what == "take":
        _each(seen, what)
    elif what == "close":
        form = CloseManyForm()
        owed = unanswered(seen)
        if owed and not (form.asked.data and form.validate()):
            asked = form if form.asked.data else CloseManyForm(formdata=None)
            page = render_template(
                "enquiries/closing.html",
                form=asked,
                owed=owed,
                seen=seen,
                query=query,
                back=address_of(query),
            )
            return page, 422 if form.asked.data else 200
        _each(seen, what, form.reason.data or "")
    else:
        abort(400)
    return redirect(address_of(query), SEE_OTHER)


def _ticked() -> dict[int, int]:
    """The ticked enquiries, each with the version that the list showed."""
    seen = {}
    for value in request.form.getlist("ids")[:LIMIT]:
        number, _dash, version = value.partition("-")
        if number.isdecimal() and version.isdecimal():
            seen[int(number)] = int(version)
    return seen


def _move(seen: dict[int, int]) -> None:
    to = request.form.get("to", "")
    if to != "rule" and to not in {str(user.id) for user in experts()}:
        flash(gettext("Choose to whom."), "error")
        return
    note = request.form.get("note", "").strip()
    try:
        with transaction():
            user = None if to == "rule" else db.session.get_one(User, int(to))
            moved, left = assigning.reassign_many(seen, user, by=me(), note=note, seen=seen)
    except Refused as refusal:
        flash(str(refusal), "error")
        return
    if moved:
        flash(ngettext("%(num)d enquiry moved.", "%(num)d enquiries moved.", moved), "success")
    if left:
        text = gettext(
            "Left as they were, because they are closed, in the best hands already, "
            "or have changed since you opened the list: %(numbers)s.",
            numbers=", ".join(left),
        )
        flash(text, "warning")


def _each(seen: dict[int, int], what: str, note: str = "") -> None:
    """Each row by itself: one that refuses does not stop the others, and is named."""
    done: list[str] = []
    left: list[str] = []
    for enquiry_id, version in seen.items():
        try:
            with transaction():
                enquiry = locked(enquiry_id)
                reference = enquiry.reference
                must_be_as_seen(enquiry, version)
                if what == "close":
                    life.close(enquiry, by=me(), note=note.strip())
                else:
                    assigning.take(enquiry, by=me())
            done.append(reference)
        except LookupError:
            continue
        except Refused as refusal:
            left.append(f"{reference}: {refusal}")
    if what == "close":
        text = ngettext("%(num)d enquiry closed.", "%(num)d enquiries closed.", len(done))
    else:
        text = ngettext("%(num)d enquiry is yours.", "%(num)d enquiries are yours.", len(done))
    named = f" {', '.join(done)}" if 0 < len(done) <= NAMED else ""
    flash(f"{text}{named}", "success")
    if left:
        flash(
            gettext("Left as they were: %(numbers)s.", numbers="; ".join(left[:NAMED])), "warning"
        )
