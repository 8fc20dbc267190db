"""What was imported goes out again without a trace, but for what somebody has worked on."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from click.testing import Result
from sqlalchemy import func, select

from oic.clients.models import ClientToken, Contact, Organisation
from oic.core.db import db, transaction
from oic.enquiries.actions.life import client_wrote
from oic.enquiries.models import ClientLetter, Enquiry, Question, SearchDocument, TimelineEntry
from oic.imports.models import ImportedRow, ImportState
from oic.imports.working import work
from oic.reports.queries.figures import figures
from tests.checking.client import Client
from tests.factories.enquiries import make_enquiry
from tests.factories.incoming import come_in, letter
from tests.factories.tables import make_xlsx
from tests.imports.test_importing import PAGE, YEAR, everything, imported, the_run


def test_what_was_imported_is_taken_back_without_a_trace(
    as_manager: Client, bring: Callable[..., Result], tmp_path: Path
) -> None:
    make_enquiry()
    before = everything()
    bring(make_xlsx(tmp_path / "2024.xlsx"))
    run = the_run()
    page_ = as_manager.get(f"{PAGE}{run.id}", status=200)
    assert "4 запитвания от тази таблица" in page_.words
    as_manager.post(f"{PAGE}{run.id}/undo", status=303)
    work()
    assert the_run().state is ImportState.UNDONE
    after = everything()
    left = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    # The run itself and the trail are history; last year's counter is back at its beginning.
    assert left.keys() <= {"import_run", "audit_entry", "number_counter"}
    assert [one.channel for one in imported()] != []
    assert figures(YEAR).get("channel", {}) == {}
    assert "imported: 4" in bring(make_xlsx(tmp_path / "2024.xlsx")).output
    assert imported()[0].reference == "2024-000001", "the numbers are free again"


def test_what_was_worked_on_stays(
    as_manager: Client, bring: Callable[..., Result], tmp_path: Path
) -> None:
    bring(make_xlsx(tmp_path / "2024.xlsx"))
    ours = imported()[2]
    with transaction():
        found = db.session.get_one(Enquiry, ours.id)
        found.closed_at = datetime(2026, 3, 9, tzinfo=UTC)
        client_wrote(found, "Още нещо?")
    run = the_run()
    assert "По 1 от тях е работено" in as_manager.get(f"{PAGE}{run.id}", status=200).words
    as_manager.post(f"{PAGE}{run.id}/undo", status=303)
    work()
    (left,) = imported()
    assert left.contact is not None
    assert left.contact.email == "zora@primer.bg", "its client stays with it"
    assert "без 1 запитване" in as_manager.get(f"{PAGE}{run.id}", status=200).words


def test_what_a_letter_seems_to_belong_to_stays(
    as_manager: Client, bring: Callable[..., Result], tmp_path: Path
) -> None:
    bring(make_xlsx(tmp_path / "2024.xlsx"))
    come = come_in(letter(sender="x@example.bg"))
    with transaction():
        link = db.session.scalars(
            select(ClientLetter).where(ClientLetter.incoming_id == come.id)
        ).one()
        link.may_belong_to_id = imported()[0].id
    run = the_run()
    as_manager.post(f"{PAGE}{run.id}/undo", status=303)
    work()
    assert the_run().state is ImportState.UNDONE
    assert [one.reference for one in imported() if one.year == 2024] == ["2024-000001"]


def test_what_hangs_on_an_enquiry_is_complete(bring: Callable[..., Result], tmp_path: Path) -> None:
    bring(make_xlsx(tmp_path / "2024.xlsx"))
    ids = {one.id for one in imported()}
    for model in (Question, SearchDocument, TimelineEntry, ImportedRow):
        assert {*db.session.scalars(select(model.enquiry_id))} == ids  # type: ignore[attr-defined]
    owners = Counter(
        (token.contact_id is not None) for token in db.session.scalars(select(ClientToken))
    )
    assert owners[True] > 4
    assert owners[False] >= 2
    assert db.session.scalar(select(func.count()).select_from(Contact)) == 2
    assert db.session.scalar(select(func.count()).select_from(Organisation)) == 1
