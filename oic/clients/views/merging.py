"""Merging two records of one client: pick the other, compare, choose, confirm."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from oic.clients import actions, queries
from oic.clients.actions import NewContact, NewOrganisation
from oic.clients.actions.organisations import FIELDS as ORGANISATION_FIELDS
from oic.clients.actions.people import FIELDS as CONTACT_FIELDS
from oic.clients.forms import MergeForm
from oic.clients.models import Contact, Organisation
from oic.clients.queries import Duplicate, match_contact, match_organisation
from oic.clients.queries.looking_up import Kind
from oic.clients.views.blueprint import blueprint
from oic.clients.views.comparing import (
    contact_lines,
    organisation_lines,
    side_by_side,
)
from oic.clients.views.listing import find, typed_words
from oic.core.db import transaction
from oic.core.errors import Refused
from oic.web.access import Permission, needs
from oic.web.pages import language

KINDS: dict[str, Kind] = {"people": "contact", "organisations": "organisation"}
ADDED = ("emails", "phones")
"""Both records' are kept: there is nothing to choose."""


@dataclass(frozen=True)
class Pair:
    """The record that is kept and the one that becomes part of it."""

    kind: Kind
    keep: Contact | Organisation
    gone: Contact | Organisation


@blueprint.get("/<any(people, organisations):things>/<int:keep_id>/merge")
@needs(Permission.DESK)
def merge(things: str, keep_id: int) -> ResponseReturnValue:
    """Pick the other record (``q`` searches), then, with ``other``, compare the two."""
    kind = KINDS[things]
    keep = _record(kind, keep_id)
    other_id = request.args.get("other", type=int)
    if other_id is None:
        text = typed_words()
        found = find(text, kind, limit=12, without=keep.id)
        likely = [] if text else _likely(kind, keep)
        return render_template(
            "clients/merge_pick.html",
            things=things,
            kind=kind,
            keep=_match(keep),
            text=text,
            found=found,
            likely=likely,
            reasons={duplicate.match.id: duplicate.reasons for duplicate in likely},
        )
    gone = _record(kind, other_id)
    if gone.id == keep.id:
        flash(gettext("Choose two different records."), "warning")
        return redirect(url_for("clients.merge", things=things, keep_id=keep.id))
    return _compare(things, Pair(kind, keep, gone), MergeForm())


@blueprint.post("/<any(people, organisations):things>/<int:keep_id>/merge")
@needs(Permission.DESK)
def confirm_merge(things: str, keep_id: int) -> ResponseReturnValue:
    """Make one record of the two, with the values chosen."""
    kind = KINDS[things]
    pair = Pair(kind, _record(kind, keep_id), _record(kind, request.form.get("other", 0, int)))
    form = MergeForm()
    shown = (form.version.data, form.other_version.data)
    if not form.validate() or shown != (str(pair.keep.version), str(pair.gone.version)):
        form.form_errors.append(
            gettext("One of the two was changed meanwhile. Look at the values again.")
        )
        return _compare(things, pair, form), 409
    versions = (pair.keep.version, pair.gone.version)
    try:
        with transaction():
            if isinstance(pair.keep, Contact):
                actions.merge_contacts(
                    keep_id,
                    pair.gone.id,
                    by=current_user,
                    values=_chosen_contact(pair),
                    versions=versions,
                )
            else:
                actions.merge_organisations(
                    keep_id,
                    pair.gone.id,
                    by=current_user,
                    values=_chosen_organisation(pair),
                    versions=versions,
                )
    except Refused as refusal:
        form.form_errors.append(str(refusal))
        return _compare(things, Pair(kind, _record(kind, keep_id), pair.gone), form), 409
    flash(gettext("The two records are one now; everything is in it."), "success")
    return redirect(_page_of(kind, keep_id), 303)


def _compare(things: str, pair: Pair, form: MergeForm) -> str:
    lines = [_lines(record) for record in (pair.keep, pair.gone)]
    differing = [line for line in side_by_side(lines[0], lines[1]) if line.name not in ADDED]
    agreed = [
        (label, value)
        for name, (label, value) in lines[0].items()
        if value and name not in ADDED and value == lines[1][name][1]
    ]
    return render_template(
        "clients/merge.html",
        things=things,
        form=form,
        keep=_match(pair.keep),
        gone=_match(pair.gone),
        keep_version=pair.keep.version,
        gone_version=pair.gone.version,
        differing=differing,
        agreed=agreed,
        chosen=request.form,
        moves=actions.what_moves(pair.kind, pair.keep.id, pair.gone.id),
    )


def _record(kind: Kind, record_id: int) -> Contact | Organisation:
    """The record, or the one that it was merged into. Ends in 404 when there is none."""
    found: Contact | Organisation | None = (
        queries.kept_contact(record_id)
        if kind == "contact"
        else queries.kept_organisation(record_id)
    )
    return found or abort(404)


def _match(record: Contact | Organisation) -> queries.Match:
    return match_contact(record) if isinstance(record, Contact) else match_organisation(record)


def _lines(record: Contact | Organisation) -> dict[str, tuple[str, str]]:
    if isinstance(record, Contact):
        return contact_lines(record, language())
    return organisation_lines(record, language())


def _likely(kind: Kind, record: Contact | Organisation) -> list[Duplicate]:
    if isinstance(record, Contact):
        return queries.likely_duplicates(
            kind=kind,
            name=record.name,
            emails=[item.email for item in record.emails],
            phones=[item.phone for item in record.phones],
            municipality_id=record.municipality_id,
            exclude=(record.id,),
        )
    return queries.likely_duplicates(
        kind=kind,
        name=record.name,
        eik=record.eik,
        municipality_id=record.municipality_id,
        exclude=(record.id,),
    )


def _value(pair: Pair, name: str) -> object:
    """The value of a field by what was chosen; notes of both unless one was chosen."""
    own, other = getattr(pair.keep, name), getattr(pair.gone, name)
    choice = request.form.get(f"take_{name}", "both" if name == "notes" else "keep")
    if choice == "both" and own and other and own != other:
        return f"{own}\n\n{other}"
    if choice == "both":
        return own or other
    return other if choice == "gone" else own


def _chosen_contact(pair: Pair) -> NewContact:
    values = {name: _value(pair, name) for name in CONTACT_FIELDS}
    addresses = [item.email for item in getattr(pair.keep, "emails", ())]
    numbers = [item.phone for item in getattr(pair.keep, "phones", ())]
    return NewContact(emails=tuple(addresses), phones=tuple(numbers), **values)  # type: ignore[arg-type]


def _chosen_organisation(pair: Pair) -> NewOrganisation:
    return NewOrganisation(**{name: _value(pair, name) for name in ORGANISATION_FIELDS})  # type: ignore[arg-type]


def _page_of(kind: Kind, record_id: int) -> str:
    if kind == "contact":
        return url_for("clients.contact", contact_id=record_id)
    return url_for("clients.organisation", organisation_id=record_id)
