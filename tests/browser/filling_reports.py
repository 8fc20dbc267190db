"""Activities, a closed period with a correction, and imports at every step, for the walk."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from oic.activities.actions import NewActivity, enter
from oic.activities.models import ActivityKind
from oic.core.clock import now, today
from oic.core.db import db, transaction
from oic.enquiries.models import Channel, Enquiry, State
from oic.imports.actions import runs
from oic.imports.models import ImportState
from oic.imports.reading import open_table
from oic.places.queries import municipalities
from oic.reports.actions import closing
from oic.reports.periods import month_of
from oic.staff.models import User
from tests.factories.enquiries import make_enquiry
from tests.factories.files import put
from tests.factories.tables import make_xlsx


def fill_reports(manager: User) -> dict[str, list[dict[str, Any]]]:
    """The samples of the pages that report and bring in."""
    month = month_of(today()).before
    asked = now() - timedelta(days=(today() - month.last).days + 3)
    ours = make_enquiry(received_at=asked, state=State.CLOSED, channel=Channel.PHONE)
    with transaction():
        first = enter(
            NewActivity(
                ActivityKind.TRAINING,
                month.first,
                "Обучение на читалища за кандидатстване по Програма „Развитие на регионите“",
                municipalities()[0].id,
                17,
                "https://primer.bg/obuchenie",
            ),
            by=manager,
        )
        enter(NewActivity(ActivityKind.PUBLICATION, today(), "Статия"), by=manager)
        closing.close(month, note="Изпратен в централния офис", by=manager)
    with transaction():
        db.session.get_one(Enquiry, ours.id).channel = Channel.OFFICE
    days = {"from": str(month.first), "to": str(month.last)}
    return {
        "activities.activity": [{"activity_id": first.id}],
        "activities.index": [{}, {"kind": "events", **days}, {"kind": "media"}],
        "reports.report": [{}, days],
        "reports.printed": [days],
        "reports.table": [
            {"key": key, **days} for key in ("channel", "month", "reception", "hour", "activity")
        ],
        "reports.visits": [
            {"what": "booked", **days},
            {"where": "office", "from": "2020-01-01", "to": str(today())},
        ],
        "reports.receptions": [{"from": "2020-01-01", "to": str(today())}],
        "reports.workload": [{}, {"from": "0"}, {"period": "week"}],
        "imports.run": [{"run_id": number} for number in _imports(manager)],
    }


_BAD = {
    "rows": 3, "new": 1, "known": 1, "bad": 1, "questions": 2, "contacts": 1, "organisations": 0,
    "anonymous": 1, "unanswered": 1, "open": 0, "first": "2024-03-05", "last": "2024-03-05",
    "years": {"2024": 1}, "unknown": {"channel": {"факс": 1}, "municipality": {"Пловдив": 2}},
    "problems": [{
        "row": 5, "field": "channel", "text": "факс",
        "message": {"bg": "„факс“ не е познат канал.", "en": "“факс” is no channel that we know."},
    }],
}  # fmt: skip


def _imports(manager: User) -> list[int]:
    """One of each state in which a page rests."""
    numbers = []
    with TemporaryDirectory() as folder:
        path = make_xlsx(Path(folder) / "регистър.xlsx", sheets=("2023", "2024"))
        with transaction():
            stored = put(path.read_bytes(), "регистър.xlsx")
        for state, found in (
            (ImportState.NEW, {}),
            (ImportState.CHECKED, _BAD),
            (ImportState.CHECKED, {**_BAD, "bad": 0, "problems": [], "unknown": {}}),
            (ImportState.FAILED, {}),
            (ImportState.DONE, {"new": 4, "known": 1}),
            (ImportState.UNDONE, {"new": 4, "stayed": 2}),
            (ImportState.ABANDONED, {}),
        ):
            with open_table(path) as table, transaction():
                run = runs.begin(stored, "регистър.xlsx", table, by=manager)
                run.found = {**run.found, **found}
                run.state = state
                run.finished_at = now()
                if state is ImportState.FAILED:
                    run.why = {"bg": "Нещо се обърка.", "en": "Something went wrong."}
                numbers.append(run.id)
    return numbers
