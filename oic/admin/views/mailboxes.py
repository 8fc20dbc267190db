"""The mailboxes that letters are fetched from, and whether that works."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from oic.admin import standstill
from oic.admin.forms import MailboxForm
from oic.admin.views.blueprint import blueprint
from oic.centre import queries as centre
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.mail import mailboxes as actions
from oic.mail.fetching.line import Line
from oic.mail.fetching.trouble import MailboxTrouble
from oic.mail.mailboxes import LockedPasswordError, Typed
from oic.mail.models import Mailbox, Security
from oic.web.access import Permission, needs


@blueprint.get("/settings/mailboxes")
@needs(Permission.ADMINISTER)
def mailboxes() -> ResponseReturnValue:
    """Every mailbox: when it last worked, what is wrong; what waits and what was given up."""
    return render_template(
        "admin/mailboxes.html",
        arrivals=standstill.arrivals(),
        hours=centre.number("mail_standstill_hours"),
    )


@blueprint.get("/settings/mailboxes/new")
@needs(Permission.ADMINISTER)
def new_mailbox() -> ResponseReturnValue:
    """An empty form."""
    return _sheet(MailboxForm(formdata=None), None)


@blueprint.post("/settings/mailboxes/new")
@needs(Permission.ADMINISTER)
def add_mailbox() -> ResponseReturnValue:
    """Keep a new mailbox."""
    return _save(None)


@blueprint.get("/settings/mailboxes/<int:mailbox_id>")
@needs(Permission.ADMINISTER)
def mailbox(mailbox_id: int) -> ResponseReturnValue:
    """One mailbox to change; its password is never shown."""
    found = _find(mailbox_id)
    form = MailboxForm(
        formdata=None,
        host=found.host,
        security=found.security.value,
        port=found.port if found.port != actions.PORTS[found.security] else None,
        username=found.username,
        folder=found.folder,
        done_folder=found.done_folder,
        active=found.active,
    )
    return _sheet(form, found)


@blueprint.post("/settings/mailboxes/<int:mailbox_id>")
@needs(Permission.ADMINISTER)
def change_mailbox(mailbox_id: int) -> ResponseReturnValue:
    """Keep what was changed."""
    return _save(_find(mailbox_id))


@blueprint.post("/settings/mailboxes/<int:mailbox_id>/remove")
@needs(Permission.ADMINISTER)
def remove_mailbox(mailbox_id: int) -> ResponseReturnValue:
    """Fetch from it no more."""
    _find(mailbox_id)
    with transaction():
        actions.remove(db.session.get_one(Mailbox, mailbox_id), by=current_user)
    flash(_("No letters are fetched from this mailbox any more."), "success")
    return redirect(url_for(".mailboxes"), 303)


@blueprint.post("/settings/mailboxes/<int:mailbox_id>/try")
@needs(Permission.ADMINISTER)
def try_mailbox(mailbox_id: int) -> ResponseReturnValue:
    """Sign in now and say whether that works; nothing is fetched."""
    found = _find(mailbox_id)
    try:
        server = actions.server_of(found)
        if server is None:
            flash(_("The environment does not name this mailbox any more."), "error")
        else:
            line = Line(server, timeout=15)
            waiting = len(line.uids())
            line.close()
            flash(
                _("It works: the folder can be opened and holds %(num)d letters.", num=waiting),
                "success",
            )
    except LockedPasswordError:
        flash(actions.locked_words(), "error")
    except MailboxTrouble as trouble:
        flash(trouble.said, "error")
    return redirect(url_for(".mailboxes"), 303)


def _find(mailbox_id: int) -> Mailbox:
    found = actions.by_id(mailbox_id)
    if found is None:
        abort(404)
    return found


def _sheet(form: MailboxForm, found: Mailbox | None, status: int = 200) -> ResponseReturnValue:
    return render_template("admin/mailbox.html", form=form, mailbox=found), status


def _save(found: Mailbox | None) -> ResponseReturnValue:
    form = MailboxForm()
    if not form.validate():
        return _sheet(form, found, 422)
    typed = Typed(
        host=form.host.data or "",
        port=form.port.data,
        security=Security(form.security.data),
        username=form.username.data or "",
        password=form.password.data or "",
        folder=form.folder.data or "",
        done_folder=form.done_folder.data or "",
        leave_earlier=form.existing.data == "leave",
        active=bool(form.active.data),
    )
    try:
        with transaction():
            row = db.session.get_one(Mailbox, found.id) if found else None
            actions.save(row, typed, by=current_user)
    except Refused as refusal:
        field = form[refusal.field] if refusal.field else form.host
        field.errors = [*field.errors, str(refusal)]
        return _sheet(form, actions.by_id(found.id) if found else None, 422)
    flash(_("The mailbox is kept. Its letters are fetched within moments."), "success")
    return redirect(url_for(".mailboxes"), 303)
