"""The trail: who did what, when, from where. To read only."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from oic.admin import words
from oic.admin.views.blueprint import blueprint
from oic.audit import queries
from oic.audit.models import Verb
from oic.audit.queries import TrailFilter
from oic.staff import queries as staff
from oic.web.access import Permission, needs
from oic.web.typed import day_in


def _filter() -> TrailFilter:
    args = request.args
    verb = args.get("verb", "")
    return TrailFilter(
        by_id=args.get("by", type=int),
        verb=Verb(verb) if verb in set(Verb) else None,
        thing_type=args.get("thing", ""),
        thing_id=args.get("number", type=int),
        first=day_in(args.get("from")),
        last=day_in(args.get("to")),
    )


@blueprint.get("/audit")
@needs(Permission.ADMINISTER)
def audit() -> ResponseReturnValue:
    """Show the trail, newest first."""
    found = queries.page(_filter(), before=request.args.get("before", type=int))
    kept: dict[str, Any] = {
        name: value for name, value in request.args.items() if name != "before" and value
    }
    people = staff.everybody()
    return render_template(
        "admin/audit.html",
        entries=found.entries,
        following=url_for(".audit", **kept, before=found.before) if found.before else None,
        first_page=url_for(".audit", **kept) if "before" in request.args else None,
        filtered=bool(kept),
        people=[(str(person.id), person.name) for person in people],
        names={person.id: person.name for person in people},
        verbs=[(verb.value, str(words.VERBS[verb])) for verb in Verb],
        things=[(kind, words.thing(kind)) for kind in queries.thing_types()],
        words=words,
    )
