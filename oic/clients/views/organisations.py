"""Organisations: their page, making and editing them."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from oic.clients import actions, queries
from oic.clients.forms import OrganisationForm
from oic.clients.models import Organisation
from oic.clients.queries import Duplicate
from oic.clients.views.blueprint import blueprint
from oic.clients.views.changing import changes_of
from oic.clients.views.comparing import organisation_lines, side_by_side
from oic.clients.views.refusing import put_beside
from oic.core.db import transaction
from oic.core.errors import Refused, Stale
from oic.web.access import Permission, needs
from oic.web.pages import language


@blueprint.get("/organisations/<int:organisation_id>")
@needs(Permission.DESK)
def organisation(organisation_id: int) -> ResponseReturnValue:
    """All about one organisation; a merged one leads to the record that is kept."""
    found = queries.kept_organisation(organisation_id)
    if found is None:
        abort(404)
    if found.id != organisation_id:
        return redirect(url_for("clients.organisation", organisation_id=found.id))
    merged = queries.merged_into("organisation", found.id)
    return render_template(
        "clients/organisation.html",
        organisation=found,
        people=queries.members(found.id),
        merged=merged,
        changes=changes_of(found, merged),
    )


@blueprint.get("/organisations/new")
@needs(Permission.DESK)
def new_organisation() -> ResponseReturnValue:
    """An empty form, or one that has what was typed in the look-up."""
    form = OrganisationForm(language=language())
    form.name.data = request.args.get("name", "")
    form.eik.data = request.args.get("eik", "")
    return _page(form)


@blueprint.post("/organisations/new")
@needs(Permission.DESK)
def create_organisation() -> ResponseReturnValue:
    """Add an organisation, unless it looks like one that is there already."""
    form = OrganisationForm(language=language())
    if not form.validate():
        return _page(form), 422
    duplicates = _duplicates(form, None)
    if duplicates and "anyway" not in request.form:
        return _page(form, duplicates=duplicates), 422
    try:
        with transaction():
            made = actions.create_organisation(form.read(), by=current_user)
    except Refused as refusal:
        put_beside(form, refusal)
        return _page(form), 422
    flash(gettext("The organisation was added."), "success")
    return redirect(url_for("clients.organisation", organisation_id=made.id), 303)


@blueprint.get("/organisations/<int:organisation_id>/edit")
@needs(Permission.DESK)
def edit_organisation(organisation_id: int) -> ResponseReturnValue:
    """The form with what the record holds."""
    found = queries.kept_organisation(organisation_id) or abort(404)
    form = OrganisationForm(language=language())
    form.show(found)
    return _page(form, found)


@blueprint.post("/organisations/<int:organisation_id>/edit")
@needs(Permission.DESK)
def change_organisation(organisation_id: int) -> ResponseReturnValue:
    """Save what was edited; over somebody else's change only after seeing it."""
    found = queries.kept_organisation(organisation_id) or abort(404)
    form = OrganisationForm(language=language())
    if not form.validate():
        return _page(form, found), 422
    duplicates = _duplicates(form, found)
    if duplicates and "anyway" not in request.form:
        return _page(form, found, duplicates=duplicates), 422
    try:
        with transaction():
            actions.change_organisation(
                organisation_id, form.read(), version=form.held_version, by=current_user
            )
    except Stale:
        return _stale(form, organisation_id)
    except Refused as refusal:
        put_beside(form, refusal)
        return _page(form, found), 422
    flash(gettext("The changes are saved."), "success")
    return redirect(url_for("clients.organisation", organisation_id=organisation_id), 303)


def _stale(form: OrganisationForm, organisation_id: int) -> ResponseReturnValue:
    found = queries.kept_organisation(organisation_id) or abort(404)
    theirs = organisation_lines(found, language())
    mine = organisation_lines(form.read(), language())
    form.version.data = str(found.version)
    return _page(
        form,
        found,
        differences=side_by_side(mine, theirs),
        saved=queries.last_changed_by("organisation", found.id),
    ), 409


def _duplicates(form: OrganisationForm, found: Organisation | None) -> list[Duplicate]:
    """Whom the record may be the same as, for what is new in it."""
    said = form.read()
    same_name = found is not None and found.name == (said.name or "").strip()
    same_eik = found is not None and found.eik == said.eik
    return queries.likely_duplicates(
        kind="organisation",
        name="" if same_name else said.name,
        eik=None if same_eik else said.eik,
        municipality_id=said.municipality_id,
        exclude=(found.id,) if found else (),
    )


def _page(
    form: OrganisationForm,
    found: Organisation | None = None,
    **more: object,
) -> str:
    return render_template("clients/organisation_form.html", form=form, organisation=found, **more)
