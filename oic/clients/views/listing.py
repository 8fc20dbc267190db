"""The clients' list with its search, and the look-up as one types."""

from typing import Any

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from oic.clients import queries
from oic.clients.forms import municipality_choices, type_choices
from oic.clients.models import ClientType
from oic.clients.queries import Match
from oic.clients.queries.looking_up import Kind
from oic.clients.views.blueprint import blueprint
from oic.web.access import Permission, needs
from oic.web.pages import language

KINDS: tuple[Kind, ...] = ("contact", "organisation")
MOST_FOUND = 50
SHORTEST = 2
"""One letter finds everybody; the look-up waits for a second."""
LONGEST = 200


@blueprint.get("/")
@needs(Permission.DESK)
def index() -> ResponseReturnValue:
    """People or organisations, the newest first; with words in the box, whoever fits them."""
    text = typed_words()
    kind: Kind = "organisation" if request.args.get("kind") == "organisation" else "contact"
    client_type = _client_type(request.args.get("client_type"))
    municipality_id = request.args.get("municipality", type=int)
    before = request.args.get("before", type=int)
    if text:
        rows = queries.look_up(
            text, MOST_FOUND, client_type=client_type, municipality_id=municipality_id
        )
        following = None
    else:
        page = queries.list_clients(
            kind, client_type=client_type, municipality_id=municipality_id, before=before
        )
        rows = page.rows
        following = _address(before=page.before) if page.before else None
    people, organisations = queries.count_clients()
    return render_template(
        "clients/index.html",
        text=text,
        kind=kind,
        rows=rows,
        most=MOST_FOUND,
        people=people,
        organisations=organisations,
        types=type_choices(),
        municipalities=municipality_choices(language()),
        client_type=client_type,
        municipality_id=municipality_id,
        following=following,
        first=_address(before=None) if before else None,
        filtered=bool(client_type or municipality_id),
        new_arguments=what_was_typed(text),
    )


@blueprint.get("/look-up")
@needs(Permission.DESK)
def look_up() -> ResponseReturnValue:
    """What fits the words so far, as options of a list box; for client-lookup.js.

    ``kind`` narrows it to people or organisations, ``without`` leaves one of them out. The answer
    holds the options as HTML, how many there are, and the sentence that is read out.
    """
    text = typed_words()
    matches = find(text, request.args.get("kind"), without=request.args.get("without", type=int))
    said = (
        ngettext("%(num)d client found", "%(num)d clients found", len(matches))
        if matches
        else gettext("Nobody found")
    )
    options = render_template("clients/_options.html", matches=matches)
    return jsonify(count=len(matches), said=said, html=options, typed=what_was_typed(text))


def typed_words() -> str:
    """What stands in the search box, without control characters."""
    typed = request.args.get("q", "")
    return "".join(c if c.isprintable() else " " for c in typed).strip()[:LONGEST]


def find(text: str, kind: str | None, limit: int = 8, *, without: int | None = None) -> list[Match]:
    """The matches for a box that looks for everybody, or for one kind."""
    if len(text) < SHORTEST:
        return []
    kinds = tuple(each for each in KINDS if kind in {each, None, ""}) or KINDS
    return queries.look_up(text, limit, kinds=kinds, exclude=(without,) if without else ())


def what_was_typed(text: str) -> dict[str, str]:
    """The words in the box as the field of a new client's form that they belong in."""
    if not text:
        return {}
    if "@" in text:
        return {"email": text}
    digits = sum(letter.isdigit() for letter in text)
    if digits >= 5 and digits > sum(letter.isalpha() for letter in text):  # noqa: PLR2004
        return {"phone": text}
    return {"name": text}


def _client_type(value: str | None) -> ClientType | None:
    return ClientType(value) if value in set(ClientType) else None


def _address(**changes: Any) -> str:  # noqa: ANN401 - what url_for takes
    """The address of this list with something changed."""
    arguments: dict[str, Any] = {**request.args.to_dict(), **changes}
    return url_for("clients.index", **{key: value for key, value in arguments.items() if value})
