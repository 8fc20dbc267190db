"""The centre's rules, and the environment's settings to read."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from oic.admin import environment
from oic.admin.forms import RulesForm
from oic.admin.views.blueprint import blueprint
from oic.centre import actions, queries
from oic.core.db import transaction
from oic.core.errors import Refused
from oic.enquiries.actions.deadlines import STANDARD, recount_open
from oic.web.access import Permission, needs
from oic.web.pages import settings as environment_settings


def _page(form: RulesForm) -> str:
    return render_template(
        "admin/settings.html",
        form=form,
        defaults={kind.key: kind.default for kind, _field in form.kinds},
        environment=environment.shown(environment_settings()),
    )


@blueprint.get("/settings")
@needs(Permission.ADMINISTER)
def settings() -> ResponseReturnValue:
    """Show the rules."""
    return _page(RulesForm(formdata=None, data=queries.rules()))


@blueprint.post("/settings")
@needs(Permission.ADMINISTER)
def change_settings() -> ResponseReturnValue:
    """Change the rules."""
    form = RulesForm()
    if form.validate_on_submit():
        try:
            with transaction():
                changed = actions.set_rules(form.values, by=current_user)
                if STANDARD.intersection(changed):
                    recount_open()
        except Refused as refused:
            field = form[refused.field or ""]
            field.errors = [*field.errors, refused.message]
        else:
            if changed:
                number = len(changed)
                flash(
                    ngettext("%(num)d rule changed.", "%(num)d rules changed.", number), "success"
                )
            else:
                flash(_("Nothing was changed."), "message")
            return redirect(url_for(".settings"), 303)
    return _page(form), 422
