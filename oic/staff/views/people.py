"""The administrator's pages about people."""

from flask import abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from oic.core.db import transaction
from oic.core.errors import Refused
from oic.staff import actions, mails, queries
from oic.staff.actions.accounts import AccountDetails
from oic.staff.forms import PersonForm
from oic.staff.models import Role, User
from oic.staff.views.blueprint import blueprint
from oic.staff.views.links import put_beside_field
from oic.web import panels
from oic.web.access import Permission, needs
from oic.web.forms import BaseForm
from oic.web.pages import settings

_SHOWN_LINK = "link_to_hand_over"


def _person(user_id: int) -> User:
    person = queries.user(user_id)
    if person is None:
        abort(404)
    return person


def _details(form: PersonForm) -> AccountDetails:
    return AccountDetails(
        email=form.email.data or "",
        name=form.name.data or "",
        role=Role(form.role.data),
        language=form.language.data,
        position_bg=form.position_bg.data or "",
        position_en=form.position_en.data or "",
    )


def _hand_over(person: User, token: str) -> None:
    """Without a mail server the administrator hands the link over: show it once."""
    if settings().mail_server is None:
        session[_SHOWN_LINK] = [person.id, mails.address("staff.link", token=token)]
        flash(_("No mail server is set: hand the link below over yourself."), "warning")
    else:
        flash(_("A letter with a link is on its way to %(email)s.", email=person.email), "success")


@blueprint.get("/people")
@needs(Permission.ADMINISTER)
def people() -> ResponseReturnValue:
    """List the accounts."""
    everybody = queries.everybody()
    return render_template(
        "staff/people.html",
        active=[person for person in everybody if person.active],
        former=[person for person in everybody if not person.active],
        undelivered=queries.undelivered(everybody),
    )


@blueprint.get("/people/new")
@needs(Permission.ADMINISTER)
def new_person() -> ResponseReturnValue:
    """Ask whom to add."""
    form = PersonForm(role=Role.EXPERT.value, language=settings().language)
    return render_template("staff/new_person.html", form=form)


@blueprint.post("/people/new")
@needs(Permission.ADMINISTER)
def add_person() -> ResponseReturnValue:
    """Add an account and send the invitation."""
    form = PersonForm()
    if form.validate_on_submit():
        try:
            with transaction():
                person = actions.add_account(_details(form), by=current_user)
                token = actions.invite(person, by=current_user)
        except Refused as refused:
            put_beside_field(form, refused)
        else:
            _hand_over(person, token)
            return redirect(url_for(".person", user_id=person.id), 303)
    return render_template("staff/new_person.html", form=form), 422


def _page(person: User, form: PersonForm) -> str:
    shown = session.pop(_SHOWN_LINK, None)
    return render_template(
        "staff/person.html",
        person=person,
        form=form,
        invited=queries.has_open_invitation(person),
        undelivered=queries.undelivered([person]).get(person.id) if person.active else None,
        link=shown[1] if shown and shown[0] == person.id else None,
    )


@blueprint.get("/people/<int:user_id>")
@needs(Permission.ADMINISTER)
def person(user_id: int) -> ResponseReturnValue:
    """Show an account."""
    found = _person(user_id)
    return _page(found, PersonForm(formdata=None, obj=found, role=found.role.value))


@blueprint.post("/people/<int:user_id>")
@needs(Permission.ADMINISTER)
def change_person(user_id: int) -> ResponseReturnValue:
    """Change an account."""
    found = _person(user_id)
    form = PersonForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.change_account(found, _details(form), by=current_user)
        except Refused as refused:
            put_beside_field(form, refused)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".person", user_id=user_id), 303)
    return _page(found, form), 422


@blueprint.post("/people/<int:user_id>/link")
@needs(Permission.ADMINISTER)
def send_link(user_id: int) -> ResponseReturnValue:
    """Send a new invitation, or a link to a new password to somebody who had one."""
    found = _person(user_id)
    if not found.active:
        raise Refused(_("This account is deactivated."))
    with transaction():
        if found.password_hash is None:
            token = actions.invite(found, by=current_user)
        else:
            token = actions.send_reset(found, by=current_user)
    _hand_over(found, token)
    return redirect(url_for(".person", user_id=user_id), 303)


@blueprint.get("/people/<int:user_id>/deactivate")
@needs(Permission.ADMINISTER)
def ask_deactivate(user_id: int) -> ResponseReturnValue:
    """Say what deactivating means for the work that is open, and ask."""
    found = _person(user_id)
    if not found.active:
        return redirect(url_for(".person", user_id=user_id), 303)
    said = [panel.render(found) for panel in panels.at("deactivation")]
    standing_in = queries.standing_in_from_now(found)
    return render_template(
        "staff/deactivate.html",
        person=found,
        form=BaseForm(),
        consequences=[sentence for sentence in said if sentence],
        standing_in=standing_in,
    )


@blueprint.post("/people/<int:user_id>/deactivate")
@needs(Permission.ADMINISTER)
def deactivate(user_id: int) -> ResponseReturnValue:
    """Deactivate an account."""
    found = _person(user_id)
    with transaction():
        actions.deactivate(found, by=current_user)
    flash(_("%(name)s can no longer sign in.", name=found.name), "success")
    return redirect(url_for(".person", user_id=user_id), 303)


@blueprint.post("/people/<int:user_id>/activate")
@needs(Permission.ADMINISTER)
def activate(user_id: int) -> ResponseReturnValue:
    """Let an account be used again."""
    found = _person(user_id)
    with transaction():
        actions.activate(found, by=current_user)
    flash(_("%(name)s can sign in again.", name=found.name), "success")
    return redirect(url_for(".person", user_id=user_id), 303)
