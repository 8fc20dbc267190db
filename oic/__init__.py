"""The register of a regional EU-funds information centre.

:func:`create_app` is the only place that knows every part.
"""

from pathlib import Path

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_bootstrap import Bootstrap5
from flask_migrate import Migrate

from config import Settings
from oic.activities import views as activities
from oic.admin import views as admin
from oic.centre.queries import rule
from oic.clients import views as clients
from oic.clients.actions import mark_failing
from oic.core.db import db
from oic.enquiries import views as enquiries
from oic.enquiries.actions import mail as incoming
from oic.enquiries.actions.merging import index_all_of, move_to_kept
from oic.enquiries.natures import nature_words, sign_words
from oic.imports import views as imports
from oic.mail import connection
from oic.mail.trimming.pieces import split
from oic.public import views as public
from oic.receptions import views as receptions
from oic.receptions.actions.clients import move_to_kept as visits_to_kept
from oic.receptions.phrases import map_link, place_words
from oic.reports import views as reports
from oic.staff import sign_in
from oic.staff import views as staff
from oic.web import access, navigation, pages, panels, security
from oic.web.access import Permission
from oic.web.navigation import Place
from oic.web.panels import Panel

ROOT = Path(__file__).parent.parent

PLACES = (
    Place("enquiries.day", _l("My day"), "sun", Permission.DESK, 10),
    Place(
        "enquiries.register",
        _l("Register"),
        "journal-text",
        Permission.DESK,
        20,
        also=("enquiries.enquiry",),
    ),
    Place(
        "enquiries.incoming",
        _l("Incoming mail"),
        "inbox",
        Permission.DESK,
        25,
        also=("enquiries.incoming_",),
    ),
    Place(
        "receptions.day",
        _l("Receptions"),
        "calendar-week",
        Permission.DESK,
        28,
        also=("receptions.",),
    ),
    Place("clients.index", _l("Clients"), "people", Permission.DESK, 30, also=("clients.",)),
    Place(
        "activities.index",
        _l("Activities"),
        "megaphone",
        Permission.DESK,
        32,
        also=("activities.",),
    ),
    Place("reports.workload", _l("Workload"), "speedometer2", Permission.MANAGE, 40),
    Place(
        "reports.report",
        _l("Reports"),
        "bar-chart",
        Permission.MANAGE,
        42,
        also=("reports.table", "reports.printed", "reports.visits", "reports.receptions"),
    ),
    Place(
        "staff.absences", _l("Absences"), "calendar-x", Permission.DESK, 60, also=("staff.absence",)
    ),
    Place(
        "enquiries.experts",
        _l("Experts"),
        "person-badge",
        Permission.DESK,
        62,
        also=("enquiries.expert", "staff.hours"),
    ),
    Place(
        "enquiries.topics", _l("Topics"), "tags", Permission.MANAGE, 64, also=("enquiries.topic",)
    ),
    Place(
        "enquiries.letters",
        _l("Letter templates"),
        "envelope-paper",
        Permission.MANAGE,
        66,
        also=("enquiries.letter", "enquiries.new_letter"),
    ),
    Place("imports.index", _l("Import"), "upload", Permission.MANAGE, 68, also=("imports.",)),
    Place("admin.outbox", _l("Outbox"), "send", Permission.OUTBOX, 80, also=("admin.letter",)),
    Place(
        "staff.people",
        _l("People"),
        "people",
        Permission.ADMINISTER,
        70,
        also=("staff.person", "staff.new_person", "staff.ask_deactivate"),
    ),
    Place(
        "admin.mailboxes",
        _l("Mailboxes"),
        "mailbox",
        Permission.ADMINISTER,
        76,
        also=("admin.mailbox", "admin.new_mailbox"),
    ),
    Place(
        "admin.settings",
        _l("Settings"),
        "gear",
        Permission.ADMINISTER,
        72,
        also=("admin.calendar",),
    ),
    Place("admin.audit", _l("Trail"), "clock-history", Permission.ADMINISTER, 90),
)


def create_app(settings: Settings) -> Flask:
    """Make the application. Settings are checked already: see config.Settings."""
    app = Flask(__name__, static_folder="static", template_folder=str(ROOT / "templates"))
    app.config.update(
        OIC=settings,
        SECRET_KEY=settings.secret(),
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url,
        # An error's text goes to the log: what people wrote does not.
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},
        MAX_CONTENT_LENGTH=(settings.upload_megabytes + 1) * 1024 * 1024,
        BABEL_DEFAULT_LOCALE=settings.language,
        BABEL_DEFAULT_TIMEZONE="Europe/Sofia",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "oic" / "translations"),
        BOOTSTRAP_SERVE_LOCAL=True,
        WTF_CSRF_TIME_LIMIT=None,
    )
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    Bootstrap5(app)
    security.init_app(app, settings)
    pages.init_app(app)
    app.jinja_env.filters["mail_nature"] = nature_words
    app.jinja_env.filters["mail_sign"] = sign_words
    app.jinja_env.filters["pieces"] = split  # a letter's text: what is new, quoted, signed
    app.jinja_env.globals["rule"] = rule  # the public footer's opening hours
    app.jinja_env.globals.update(place_words=place_words, map_link=map_link)
    access.init_app(app)
    connection.init_app(app, settings)
    sign_in.init_app(app)
    for place in PLACES:
        navigation.register(app, place)
    panels.register(app, Panel("deactivation", _l("Open enquiries"), enquiries.experts.open_work))
    panels.register(app, Panel("client", _l("Enquiries"), enquiries.panels.of_client))
    panels.register(app, Panel("client_lookup", _l("Enquiries"), enquiries.panels.standings))
    panels.register(app, Panel("delivery", _l("Clients"), mark_failing))
    panels.register(app, Panel("incoming", _l("Register"), incoming.file))
    panels.register(app, Panel("client_merge", _l("Enquiries"), move_to_kept))
    for panel in (
        Panel("client", _l("Visits"), receptions.panels.of_client, 110),
        Panel("client_merge", _l("Visits"), visits_to_kept, 110),
        Panel("deactivation", _l("Visits"), receptions.panels.of_deactivation, 110),
        Panel("day_now", _l("Visits"), receptions.panels.of_day),
        Panel("day_week", _l("Receptions"), receptions.panels.of_week),
        Panel("public_home", _l("When are we near you?"), receptions.panels.of_home),
    ):
        panels.register(app, panel)
    panels.register(app, Panel("client_renamed", _l("Enquiries"), index_all_of))
    app.register_blueprint(staff.blueprint, url_prefix="/desk")
    app.register_blueprint(clients.blueprint, url_prefix="/desk/clients")
    app.register_blueprint(enquiries.blueprint, url_prefix="/desk")
    app.register_blueprint(receptions.blueprint, url_prefix="/desk/receptions")
    app.register_blueprint(imports.blueprint, url_prefix="/desk/imports")
    app.register_blueprint(admin.blueprint, url_prefix="/desk")
    app.register_blueprint(admin.ready.blueprint)
    app.register_blueprint(activities.blueprint, url_prefix="/desk/activities")
    app.register_blueprint(reports.blueprint, url_prefix="/desk")
    app.register_blueprint(public.blueprint)
    app.register_blueprint(public.blueprint, url_prefix="/en", name="public_en")
    return app
