"""People: their page, making and editing them."""

from dataclasses import dataclass, field

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from oic.clients import actions, queries
from oic.clients.actions import NewContact, NewOrganisation
from oic.clients.forms import ContactForm
from oic.clients.models import ClientType, Contact, Organisation
from oic.clients.queries import Duplicate, Match
from oic.clients.tokens import word_keys
from oic.clients.views.blueprint import blueprint
from oic.clients.views.changing import changes_of
from oic.clients.views.comparing import contact_lines, side_by_side
from oic.clients.views.refusing import put_beside
from oic.core.db import transaction
from oic.core.errors import Refused, Stale
from oic.core.text import fold
from oic.web.access import Permission, needs
from oic.web.pages import language

NEW = "new"


@dataclass
class Belonging:
    """Where the person was said to belong: an organisation, none, a new one, or unclear yet."""

    organisation: Organisation | None = None
    new_name: str = ""
    choices: list[Match] = field(default_factory=list)
    unclear: bool = False


@blueprint.get("/people/<int:contact_id>")
@needs(Permission.DESK)
def contact(contact_id: int) -> ResponseReturnValue:
    """All about one person; a merged record leads to the one that is kept."""
    found = queries.kept_contact(contact_id)
    if found is None:
        abort(404)
    if found.id != contact_id:
        return redirect(url_for("clients.contact", contact_id=found.id))
    merged = queries.merged_into("contact", found.id)
    return render_template(
        "clients/contact.html", contact=found, merged=merged, changes=changes_of(found, merged)
    )


@blueprint.get("/people/new")
@needs(Permission.DESK)
def new_contact() -> ResponseReturnValue:
    """An empty form, or one that has what was typed in the look-up."""
    form = ContactForm(language=language())
    form.name.data = request.args.get("name", "")
    form.emails.data = request.args.get("email", "")
    form.phones.data = request.args.get("phone", "")
    organisation_id = request.args.get("organisation_id", type=int)
    if organisation_id and (belongs := queries.kept_organisation(organisation_id)):
        form.show_organisation(belongs)
        form.client_type.data = belongs.client_type.value
        form.municipality_id.data = str(belongs.municipality_id or "")
    else:
        form.client_type.data = ClientType.CITIZEN.value
    return _page(form)


@blueprint.post("/people/new")
@needs(Permission.DESK)
def create_contact() -> ResponseReturnValue:
    """Add a person, unless it looks like one who is there already."""
    form = ContactForm(language=language())
    belonging, problem = _check(form, None)
    if problem is not None:
        return problem
    try:
        with transaction():
            made = actions.create_contact(_read(form, belonging), by=current_user)
    except Refused as refusal:
        put_beside(form, refusal)
        return _page(form), 422
    flash(gettext("The person was added."), "success")
    return redirect(url_for("clients.contact", contact_id=made.id), 303)


@blueprint.get("/people/<int:contact_id>/edit")
@needs(Permission.DESK)
def edit_contact(contact_id: int) -> ResponseReturnValue:
    """The form with what the record holds."""
    found = queries.kept_contact(contact_id) or abort(404)
    form = ContactForm(language=language())
    form.show(found)
    return _page(form, found)


@blueprint.post("/people/<int:contact_id>/edit")
@needs(Permission.DESK)
def change_contact(contact_id: int) -> ResponseReturnValue:
    """Save what was edited; over somebody else's change only after seeing it."""
    found = queries.kept_contact(contact_id) or abort(404)
    form = ContactForm(language=language())
    belonging, problem = _check(form, found)
    if problem is not None:
        return problem
    try:
        with transaction():
            said = _read(form, belonging)
            actions.change_contact(contact_id, said, version=form.held_version, by=current_user)
    except Stale:
        return _stale(form, contact_id, belonging)
    except Refused as refusal:
        put_beside(form, refusal)
        return _page(form, found), 422
    flash(gettext("The changes are saved."), "success")
    return redirect(url_for("clients.contact", contact_id=contact_id), 303)


def _check(
    form: ContactForm, found: Contact | None
) -> tuple[Belonging, ResponseReturnValue | None]:
    """Where the person belongs, and the page to show instead of saving, if there is a reason."""
    valid = form.validate()
    belonging = _belonging(form)
    if belonging.organisation:
        form.show_organisation(belonging.organisation)
    if belonging.unclear:
        form.organisation.errors = [gettext("Choose the organisation from the list below it.")]
    if not valid or belonging.unclear:
        return belonging, (_page(form, found, belonging=belonging), 422)
    if "anyway" in request.form:
        return belonging, None
    duplicates, odd = _duplicates(form, found), _odd_phones(form, found)
    if duplicates or odd:
        page = _page(form, found, belonging=belonging, duplicates=duplicates, odd_phones=odd)
        return belonging, (page, 422)
    return belonging, None


def _belonging(form: ContactForm) -> Belonging:
    """The organisation by what was taken from the list, chosen below, or typed in full."""
    typed = " ".join((form.organisation.data or "").split())
    if not typed:
        return Belonging()
    chosen = request.form.get("organisation_choice", "")
    if chosen == NEW:
        return Belonging(new_name=typed)
    taken = int(chosen) if chosen.isdecimal() else form.chosen_organisation_id
    organisation = queries.kept_organisation(taken) if taken else None
    if organisation and (chosen.isdecimal() or fold(organisation.name) == fold(typed)):
        return Belonging(organisation)
    choices = queries.look_up(typed, kinds=("organisation",))
    same = [match for match in choices if word_keys(match.name) == word_keys(typed)]
    if len(same) == 1:
        return Belonging(same[0].organisation)
    return Belonging(choices=choices, unclear=True)


def _read(form: ContactForm, belonging: Belonging) -> NewContact:
    """What was typed, for an action; inside a transaction: a new organisation is made here."""
    organisation_id = belonging.organisation.id if belonging.organisation else None
    if belonging.new_name:
        organisation_id = actions.create_organisation(
            NewOrganisation(
                name=belonging.new_name,
                client_type=ClientType(form.client_type.data),
                municipality_id=form.chosen_municipality_id,
            ),
            by=current_user,
        ).id
    return form.read(organisation_id)


def _duplicates(form: ContactForm, found: Contact | None) -> list[Duplicate]:
    """Who the record may be the same as, for what is new in it."""
    said = form.read(None)
    emails = {item.email_folded for item in found.emails} if found else set()
    phones = {item.phone for item in found.phones} if found else set()
    same_name = found is not None and found.name == said.name.strip()
    return queries.likely_duplicates(
        kind="contact",
        name="" if same_name else said.name,
        emails=[email for email in said.emails if fold(email) not in emails],
        phones=[phone for phone in said.phones if phone not in phones],
        municipality_id=said.municipality_id,
        exclude=(found.id,) if found else (),
    )


def _odd_phones(form: ContactForm, found: Contact | None) -> list[str]:
    held = {item.phone for item in found.phones} if found else set()
    return [phone for phone in form.odd_phones() if phone not in held]


def _stale(form: ContactForm, contact_id: int, belonging: Belonging) -> ResponseReturnValue:
    found = queries.kept_contact(contact_id) or abort(404)
    said = form.read(belonging.organisation.id if belonging.organisation else None)
    differences = side_by_side(contact_lines(said, language()), contact_lines(found, language()))
    form.version.data = str(found.version)
    return _page(
        form,
        found,
        belonging=belonging,
        differences=differences,
        saved=queries.last_changed_by("contact", found.id),
    ), 409


def _page(form: ContactForm, found: Contact | None = None, **more: object) -> str:
    return render_template("clients/contact_form.html", form=form, contact=found, **more)
