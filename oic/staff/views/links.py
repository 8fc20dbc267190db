"""The pages that one-time links open, and the page that asks for one.

Opening such a page changes nothing, because mail scanners follow links: the button on it does.
"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from oic.core.db import transaction
from oic.core.errors import Refused
from oic.core.text import fold
from oic.staff import actions, queries
from oic.staff.actions.accounts import AccountDetails
from oic.staff.actions.links import token_hash
from oic.staff.forms import FirstAdministratorForm, ForgottenForm, NewPasswordForm
from oic.staff.models import LinkPurpose, Role
from oic.staff.sign_in import begin_session, home
from oic.staff.views.blueprint import blueprint
from oic.web.access import open_to_all
from oic.web.forms import BaseForm
from oic.web.pages import language
from oic.web.rate import within_limit

ASKS_PER_ADDRESS = 10
ASKS_PER_ACCOUNT = 3
ASKS_WINDOW = 3600
"""Seconds: so many letters may be asked for in an hour from one address, for one account."""


@blueprint.get("/forgotten")
@open_to_all
def forgotten() -> ResponseReturnValue:
    """Ask for a link to a new password."""
    return render_template("staff/forgotten.html", form=ForgottenForm())


@blueprint.post("/forgotten")
@open_to_all
def forgotten_post() -> ResponseReturnValue:
    """Send the link where there is an account; say the same where there is none."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return render_template("staff/forgotten.html", form=form), 422
    email = fold(form.email.data or "")
    with transaction():
        from_here = within_limit(
            "password_reset", request.remote_addr or "", ASKS_PER_ADDRESS, ASKS_WINDOW
        )
        if from_here and within_limit(
            "password_reset_account", email, ASKS_PER_ACCOUNT, ASKS_WINDOW
        ):
            actions.ask_for_reset(form.email.data or "")
    if not from_here:
        form.form_errors.append(_("Too many requests from here. Try again in an hour."))
        return render_template("staff/forgotten.html", form=form), 429
    return redirect(url_for(".asked"), 303)


@blueprint.get("/forgotten/sent")
@open_to_all
def asked() -> ResponseReturnValue:
    """What happens next, the same for everybody."""
    return render_template("staff/asked.html")


@blueprint.get("/link/<token>")
@open_to_all
def link(token: str) -> ResponseReturnValue:
    """Show the form for a new password; the link stays as it is."""
    found = queries.link(token_hash(token))
    if found is None or found.user is None:
        return render_template("staff/dead_link.html"), 410
    return render_template("staff/link.html", form=NewPasswordForm(), link=found)


@blueprint.post("/link/<token>")
@open_to_all
def use_link(token: str) -> ResponseReturnValue:
    """Set the password, use the link up, sign in."""
    found = queries.link(token_hash(token))
    if found is None or found.user is None:
        return render_template("staff/dead_link.html"), 410
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            with transaction():
                account = actions.set_password_by_link(token, form.password.data or "")
        except Refused as refused:
            put_beside_field(form, refused)
        else:
            begin_session(account)
            flash(_("Your password is set and you are signed in."), "success")
            return redirect(home(), 303)
    return render_template("staff/link.html", form=form, link=found), 422


@blueprint.get("/first/<token>")
@open_to_all
def first(token: str) -> ResponseReturnValue:
    """Show the form that makes the first administrator."""
    if not _first_link_lives(token):
        return render_template("staff/dead_link.html"), 410
    return render_template("staff/first.html", form=FirstAdministratorForm(language=language()))


@blueprint.post("/first/<token>")
@open_to_all
def make_first(token: str) -> ResponseReturnValue:
    """Make the first administrator and sign in."""
    if not _first_link_lives(token):
        return render_template("staff/dead_link.html"), 410
    form = FirstAdministratorForm()
    if form.validate_on_submit():
        details = AccountDetails(
            email=form.email.data or "",
            name=form.name.data or "",
            role=Role.ADMINISTRATOR,
            language=form.language.data,
        )
        try:
            with transaction():
                account = actions.create_first_administrator(
                    token, details, form.password.data or ""
                )
        except Refused as refused:
            put_beside_field(form, refused)
        else:
            begin_session(account)
            flash(_("Welcome. Now invite the people who will work here."), "success")
            return redirect(url_for(".people"), 303)
    return render_template("staff/first.html", form=form), 422


def _first_link_lives(token: str) -> bool:
    found = queries.link(token_hash(token))
    return found is not None and found.purpose is LinkPurpose.FIRST_ADMINISTRATOR


def put_beside_field(form: BaseForm, refused: Refused) -> None:
    """Show a refusal beside its field, or above the form where it has none."""
    if refused.field and refused.field in form:
        form[refused.field].errors = [*form[refused.field].errors, refused.message]
    else:
        form.form_errors.append(refused.message)
