"""Signing in and out."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from oic.core.db import transaction
from oic.core.errors import Refused
from oic.staff import actions, passwords, queries
from oic.staff.forms import SignInForm
from oic.staff.sign_in import begin_session, home, local_address
from oic.staff.views.blueprint import blueprint
from oic.web.access import open_to_all, signed_in


@blueprint.get("/sign-in")
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Ask who it is."""
    if current_user.is_authenticated:
        return redirect(local_address(request.args.get("next")) or home(), 303)
    return render_template("staff/sign_in.html", form=SignInForm())


@blueprint.post("/sign-in")
@open_to_all
def sign_in_post() -> ResponseReturnValue:
    """Look whether the password fits. One message for every failure, the same work for each."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("staff/sign_in.html", form=form), 422
    email, password = form.email.data or "", form.password.data or ""
    try:
        with transaction():
            attempt = actions.begin_attempt(email, request.remote_addr or "")
    except Refused as refused:
        form.form_errors.append(refused.message)
        return render_template("staff/sign_in.html", form=form), 429
    account = queries.by_email(email)
    kept = account.password_hash if account is not None and account.active else None
    fits = passwords.matches(kept, password)
    if account is None or not fits:
        with transaction():
            actions.fail_attempt(email)
        form.form_errors.append(_("The e-mail or the password is wrong."))
        return render_template("staff/sign_in.html", form=form), 422
    stronger = passwords.make_hash(password) if kept and passwords.is_outgrown(kept) else None
    with transaction():
        actions.sign_in(account, attempt)
        if stronger and kept:
            actions.keep_stronger_hash(account, stronger, of=kept)
    begin_session(account)
    return redirect(local_address(request.args.get("next")) or home(), 303)


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End the session, and with it all others of the account: see oic.staff.sign_in."""
    with transaction():
        actions.sign_out(current_user)
    logout_user()
    session.clear()
    flash(_("You are signed out on all devices."), "success")
    return redirect(url_for("staff.sign_in"), 303)
