"""One's own account: name, language, password, hours."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user

from oic.core.db import transaction
from oic.core.errors import Refused
from oic.core.wording import LANGUAGES
from oic.staff import actions, passwords, queries
from oic.staff.forms import ChangePasswordForm, HoursForm, OwnAccountForm
from oic.staff.models import User
from oic.staff.sign_in import begin_session, home, local_address
from oic.staff.views.blueprint import blueprint
from oic.staff.views.links import put_beside_field
from oic.web.access import Permission, needs, signed_in
from oic.web.rate import within_limit

PASSWORD_TRIES = 10
PASSWORD_TRIES_WINDOW = 3600


def _page(own: OwnAccountForm | None = None, word: ChangePasswordForm | None = None) -> str:
    return render_template(
        "staff/account.html",
        own=own or OwnAccountForm(formdata=None, obj=current_user),
        word=word or ChangePasswordForm(formdata=None),
        weekly=queries.weekly_hours(current_user),
    )


@blueprint.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    """Show one's account."""
    return _page()


@blueprint.post("/account")
@signed_in
def change_account() -> ResponseReturnValue:
    """Change one's name and language."""
    form = OwnAccountForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.change_own_account(
                    current_user, name=form.name.data or "", language=form.language.data
                )
        except Refused as refused:
            put_beside_field(form, refused)
        else:
            with force_locale(current_user.language):
                flash(_("Saved."), "success")
            return redirect(url_for(".account"), 303)
    return _page(own=form), 422


@blueprint.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Change one's password: other sessions end, this one stays."""
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return _page(word=form), 422
    with transaction():
        allowed = within_limit(
            "password_change", f"account:{current_user.id}", PASSWORD_TRIES, PASSWORD_TRIES_WINDOW
        )
    if not allowed:
        form.form_errors.append(_("Too many requests from here. Try again in an hour."))
        return _page(word=form), 429
    if not passwords.matches(current_user.password_hash, form.present.data or ""):
        form.present.errors = [_("This is not your present password.")]
        return _page(word=form), 422
    try:
        with transaction():
            actions.change_password(current_user, form.password.data or "")
    except Refused as refused:
        put_beside_field(form, refused)
        return _page(word=form), 422
    begin_session(current_user._get_current_object())  # noqa: SLF001 - Flask-Login's proxy
    flash(_("The password is changed. Sessions on other devices have ended."), "success")
    return redirect(url_for(".account"), 303)


@blueprint.post("/account/language")
@signed_in
def language() -> ResponseReturnValue:
    """Change the language of the program and stay on the page."""
    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        abort(400)
    with transaction():
        actions.change_own_account(current_user, name=current_user.name, language=wanted)
    return redirect(local_address(request.form.get("next")) or home(), 303)


def _person_with_hours(user_id: int) -> User:
    person = queries.user(user_id)
    if person is None or not person.works_at_desk:
        abort(404)
    if person.id != current_user.id and not current_user.may(Permission.MANAGE):
        abort(403)
    return person


@blueprint.get("/hours/<int:user_id>")
@needs(Permission.DESK)
def hours(user_id: int) -> ResponseReturnValue:
    """Show the weekly hours: one's own, a manager everybody's."""
    person = _person_with_hours(user_id)
    form = HoursForm(formdata=None)
    form.show(person)
    return render_template(
        "staff/hours.html", form=form, person=person, weekly=queries.weekly_hours(person)
    )


@blueprint.post("/hours/<int:user_id>")
@needs(Permission.DESK)
def change_hours(user_id: int) -> ResponseReturnValue:
    """Change the weekly hours."""
    person = _person_with_hours(user_id)
    form = HoursForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.set_hours(person, form.hours, by=current_user)
        except Refused as refused:
            put_beside_field(form, refused)
        else:
            flash(_("The hours are saved."), "success")
            return redirect(url_for(".hours", user_id=user_id), 303)
    weekly = queries.weekly_hours(person)
    return render_template("staff/hours.html", form=form, person=person, weekly=weekly), 422
