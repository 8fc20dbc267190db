"""The register: filters, saved views, bulk actions, export."""

from collections.abc import Callable, Iterator
from typing import IO, Any
from urllib.parse import parse_qsl

from flask import (
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.centre import queries as centre
from oic.clients.models import ClientType
from oic.clients.queries import kept_contact, kept_organisation
from oic.core.clock import local_now, today
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.core.wording import day_text, weekday_name
from oic.enquiries import due, sheets
from oic.enquiries.actions import saved
from oic.enquiries.forms import filtering
from oic.enquiries.models import Aside, Channel, Enquiry, SavedView, State
from oic.enquiries.queries import register as asked
from oic.enquiries.queries.experts import topics
from oic.enquiries.queries.hits import hits
from oic.enquiries.queries.register import COUNTED, NOBODY, NONE, Due, Filters, Sort, Standard
from oic.enquiries.queries.saved import views_for
from oic.enquiries.queries.search import reference_in
from oic.enquiries.views.blueprint import blueprint
from oic.enquiries.views.showing import me
from oic.funding.queries import programmes
from oic.places.queries import municipalities
from oic.staff.queries import experts
from oic.web.access import Permission, needs
from oic.web.pages import language

SEE_OTHER = 303
PIECE = 65536


@blueprint.get("/enquiries")
@needs(Permission.DESK)
def register() -> ResponseReturnValue:
    """The register, filtered, sorted and paged by its address."""
    given = _given()
    filters = filtering.read(given, me=me().id)
    page = asked.page(filters, request.args.get("at", ""))
    only = page.enquiries[0] if len(page.enquiries) == 1 else None
    if only is not None and reference_in(filters.q) == only.reference:
        return redirect(url_for("enquiries.enquiry", reference=only.reference))
    number = asked.count(filters)
    return render_template(
        "enquiries/register.html",
        page=page,
        hits=hits(page.enquiries, filters.q),
        filters=filters,
        given=given,
        query=filtering.query_of(given),
        filtered=filtering.is_filtered(given),
        number=number,
        counted=COUNTED,
        due_of=_due_of(),
        choices=_choices(),
        shown_filters=_filters_on(given, filters),
        sorts=_sorts(given, filters),
        views=_views(given),
        neighbours=_neighbours(given, page),
        movers=experts() if me().may(Permission.MANAGE) else [],
        presets=_presets(),
    )


def _due_of() -> Callable[[Enquiry], due.Due]:
    calendar, day = centre.calendar(), today()
    return lambda enquiry: due.due(enquiry, calendar, day)


def _given() -> MultiDict[str, str]:
    """The address's filters; "me" stays a word, so that a shared view is everybody's own."""
    return MultiDict(
        (name, value)
        for name in (*filtering.FILTERS, *filtering.ORDER)
        for value in request.args.getlist(name)
    )


def address_of(query: str, **more: str | None) -> str:
    """The register's address under a query."""
    base = url_for("enquiries.register")
    parts = [query, *(f"{name}={value}" for name, value in more.items() if value)]
    joined = "&".join(part for part in parts if part)
    return f"{base}?{joined}" if joined else base


def _neighbours(given: MultiDict[str, str], page: asked.Page) -> dict[str, str | None]:
    query = filtering.query_of(given)
    return {
        "previous": address_of(query, at=page.newer) if page.newer else None,
        "following": address_of(query, at=page.older) if page.older else None,
        "first": address_of(query) if request.args.get("at") else None,
    }


def _choices() -> dict[str, list[tuple[str, str]]]:
    people = [(str(user.id), user.name) for user in experts() if user.id != me().id]
    return {
        "state": [(state.value, state.label) for state in State],
        "channel": [(channel.value, channel.label) for channel in Channel],
        "type": [(kind.value, kind.label) for kind in ClientType],
        "municipality": [
            *((str(m.id), m.name(language())) for m in municipalities(language())),
            (str(NONE), gettext("Without a municipality")),
        ],
        "assignee": [("me", gettext("Me")), *people, (str(NOBODY), gettext("Nobody"))],
        "programme": [
            *((str(p.id), f"{p.abbreviation} · {p.period}") for p in programmes()),
            (str(NONE), gettext("Without a programme")),
        ],
        "topic": [
            *((str(topic.id), topic.name(language())) for topic in topics()),
            (str(NONE), gettext("Without a topic")),
        ],
        "due": _dues(),
    }


def _dues() -> list[tuple[str, str]]:
    return [
        (Due.OVERDUE.value, gettext("Overdue")),
        (Due.TODAY.value, gettext("Due today")),
        (Due.SOON.value, gettext("Due soon")),
        (Due.WEEK.value, gettext("Due in seven days")),
        (Due.LATER.value, gettext("Due later")),
    ]


def _filters_on(given: MultiDict[str, str], filters: Filters) -> list[tuple[str, str]]:
    """The filters that no chip of the bar shows, each with the address without it."""
    shown = []
    if filters.open_only:
        shown.append((gettext("open"), address_of(filtering.without(given, "open"))))
    if filters.came_back:
        shown.append((gettext("came back"), address_of(filtering.without(given, "back"))))
    if filters.aside:
        words = {Aside.JUNK: gettext("junk"), Aside.JOINED: gettext("joined to others")}
        shown.append((words[filters.aside], address_of(filtering.without(given, "aside"))))
    if filters.contact_id:
        contact = kept_contact(filters.contact_id)
        name = contact.display_name if contact else str(filters.contact_id)
        away = address_of(filtering.without(given, "contact"))
        shown.append((gettext("of %(name)s", name=name), away))
    if filters.organisation_id:
        organisation = kept_organisation(filters.organisation_id)
        name = organisation.name if organisation else str(filters.organisation_id)
        away = address_of(filtering.without(given, "organisation"))
        shown.append((gettext("of %(name)s", name=name), away))
    return [*shown, *_days_on(given, filters)]


def _days_on(given: MultiDict[str, str], filters: Filters) -> list[tuple[str, str]]:
    """The filters by answer and rating, which reports lead to."""
    found = {}
    if filters.answered_from:
        day = day_text(filters.answered_from)
        found["answered_from"] = gettext("answered from %(day)s", day=day)
    if filters.answered_to:
        day = day_text(filters.answered_to)
        found["answered_to"] = gettext("answered until %(day)s", day=day)
    if filters.rated_from:
        found["rated_from"] = gettext("rated from %(day)s", day=day_text(filters.rated_from))
    if filters.rated_to:
        found["rated_to"] = gettext("rated until %(day)s", day=day_text(filters.rated_to))
    if filters.on_the_spot:
        found["spot"] = gettext("answered on the spot")
    elif filters.on_the_spot is False:
        found["spot"] = gettext("not answered on the spot")
    if filters.standard:
        found["standard"] = {
            Standard.IN_TIME: gettext("answered in time"),
            Standard.LATE: gettext("answered late"),
            Standard.UNKNOWN: gettext("not known whether answered in time"),
        }[filters.standard]
    if filters.idle_to:
        found["idle_to"] = gettext(
            "nothing has happened since %(day)s", day=day_text(filters.idle_to)
        )
    if filters.hour:
        day = weekday_name(filters.hour.weekday)
        hour = filters.hour.hour
        found["hour"] = (
            gettext("%(weekday)s, time not known", weekday=day)
            if hour is None
            else f"{day}, {hour:02}:00–{(hour + 1) % 24:02}:00"
        )
    return [(words, address_of(filtering.without(given, name))) for name, words in found.items()]


def _sorts(given: MultiDict[str, str], filters: Filters) -> dict[str, dict[str, str | None]]:
    """For each sortable heading: where it leads and how the list is sorted by it now."""
    base = filtering.without(given, "sort")
    base = "&".join(part for part in base.split("&") if part and not part.startswith("up="))
    found: dict[str, dict[str, str | None]] = {}
    for sort in Sort:
        here = filters.sort is sort
        rising = not filters.ascending if here else sort is Sort.DUE
        found[sort.value] = {
            "href": address_of(base, sort=sort.value, up="1" if rising else None),
            "sorted": ("ascending" if filters.ascending else "descending") if here else None,
        }
    return found


def _presets() -> list[tuple[str, str]]:
    """The questions that the desk asks most, as addresses' queries."""
    return [
        (gettext("My open ones"), "open=1&assignee=me&sort=due&up=1"),
        (gettext("All open"), "open=1&sort=due&up=1"),
        (gettext("Overdue"), "due=overdue&sort=due&up=1"),
        (gettext("Assigned to nobody"), "open=1&assignee=0"),
        (gettext("Awaiting the client"), "state=awaiting_client"),
    ]


def _views(given: MultiDict[str, str]) -> list[dict[str, Any]]:
    """Tabs: everything, the usual questions, saved views; each with its count."""
    present = filtering.query_of(given)
    entries: list[tuple[str, str, SavedView | None]] = [(gettext("All"), "", None)]
    entries += [(name, query, None) for name, query in _presets()]
    entries += [(view.name, view.query, view) for view in views_for(me())]
    found = []
    for name, query, view in entries:
        number = asked.count(filtering.read_query(query, me=me().id)) if query else None
        found.append(
            {
                "name": name,
                "href": address_of(query),
                "current": _same(query, present),
                "count": number,
                "view": view,
                "own": view is not None and view.user_id == me().id,
            }
        )
    return found


def _same(one: str, other: str) -> bool:
    return sorted(one.split("&")) == sorted(other.split("&"))


@blueprint.post("/enquiries/views")
@needs(Permission.DESK)
def save_view() -> ResponseReturnValue:
    """Keep the present filter under a name."""
    query = filtering.query_of(MultiDict(parse_qsl(request.form.get("query", "")[:4000])))
    try:
        with transaction():
            saved.save_view(
                request.form.get("name", ""),
                query,
                by=me(),
                shared=request.form.get("shared") == "1",
            )
        flash(gettext("The view is saved."), "success")
    except Refused as refusal:
        flash(str(refusal), "error")
    return redirect(address_of(query), SEE_OTHER)


@blueprint.post("/enquiries/views/<int:view_id>/remove")
@needs(Permission.DESK)
def remove_view(view_id: int) -> ResponseReturnValue:
    """Remove one's own view."""
    with transaction():
        view = db.session.get(SavedView, view_id)
        if view is None:
            abort(404)
        saved.remove_view(view, by=me())
    flash(gettext("The view is removed."), "success")
    return redirect(url_for("enquiries.register"), SEE_OTHER)


@blueprint.post("/enquiries/export")
@needs(Permission.DESK)
def export() -> ResponseReturnValue:
    """What is filtered, all pages of it, as a spreadsheet; the trail keeps who took it out."""
    form = "csv" if request.form.get("form") == "csv" else "xlsx"
    given: MultiDict[str, str] = MultiDict(parse_qsl(request.form.get("query", "")[:4000]))
    filters = filtering.read(given, me=me().id)
    shown = language()
    with transaction():
        record(
            Verb.EXPORTED,
            "register",
            None,
            by=me(),
            label=form,
            detail={"filters": sorted(set(given) & set(filtering.FILTERS))},
        )
    name = f"{gettext('register')}-{local_now():%Y-%m-%d-%H%M}.{form}"
    if form == "csv":
        rows = sheets.as_csv(asked.every(filters), shown)
        response = Response(stream_with_context(rows), mimetype="text/csv")
    else:
        file = sheets.as_xlsx(asked.every(filters), shown, gettext("Register"))
        response = Response(
            _pieces(file),
            mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """A file piece by piece; it is closed after the last one, or when the reader goes away."""
    with file:
        while piece := file.read(PIECE):
            yield piece
