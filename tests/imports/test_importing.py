"""A register kept elsewhere comes in: all of it or nothing, once, and back out again."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from sqlalchemy import func, select

from oic.clients.models import ClientType
from oic.core.db import Base, db, transaction
from oic.enquiries.models import (
    Channel,
    Enquiry,
    State,
)
from oic.enquiries.queries.register import Filters, page
from oic.files.models import StoredFile
from oic.imports.actions import runs
from oic.imports.models import ImportRun, ImportState
from oic.imports.working import sweep, work
from oic.mail.models import Letter
from oic.reports.periods import Period
from oic.reports.queries.figures import figures
from oic.staff.models import User
from tests.checking.client import Client, Page
from tests.conftest import FrozenClock
from tests.factories.clients import make_contact
from tests.factories.enquiries import make_enquiry
from tests.factories.figures import account, without_zeros
from tests.factories.staff import make_user
from tests.factories.tables import HEADINGS, ROWS, make_csv, make_xlsx

PAGE = "/desk/imports/"
Command = Callable[..., Result]
YEAR = Period(date(2024, 1, 1), date(2024, 12, 31))


def everything() -> dict[str, int]:
    """How many rows every table has, counts of hours that changed apart."""
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if table.name not in {"tally", "tally_mark"}
    }


def imported() -> Sequence[Enquiry]:
    return db.session.scalars(select(Enquiry).order_by(Enquiry.received_at)).all()


def test_years_come_in_as_they_were(bring: Callable[..., Result], tmp_path: Path) -> None:
    result = bring(make_xlsx(tmp_path / "2024.xlsx"))
    assert result.exit_code == 0, result.output
    assert "imported: 4" in result.output
    office, phone, mail, outreach = imported()
    assert [one.reference for one in imported()] == [
        f"2024-00000{number}" for number in (1, 2, 3, 4)
    ]
    assert (office.channel, phone.channel) == (Channel.OFFICE, Channel.PHONE)
    assert (mail.channel, outreach.channel) == (Channel.EMAIL, Channel.OUTREACH)
    assert (office.client_type, phone.client_type) == (ClientType.BUSINESS, ClientType.FARMER)
    assert office.received_at == datetime(2024, 3, 4, 22, tzinfo=UTC), "a day without a time"
    assert mail.received_at == datetime(2024, 3, 7, 12, 30, tzinfo=UTC)
    assert office.duration_seconds == 900
    assert outreach.duration_seconds == 1200
    assert len(office.questions) == 2
    assert phone.municipality is not None
    assert phone.municipality.name_bg == "Казанлък"
    assert office.organisation is not None
    assert office.organisation.name == "Пекарна Зора ЕООД"
    assert office.contact is not None
    assert mail.contact == office.contact, "the same address is the same person"
    assert (office.contact.email, office.contact.phone) == ("zora@primer.bg", "0888 123 456")
    assert (outreach.contact, outreach.organisation) == (None, None)
    assert {one.state for one in imported()} == {State.CLOSED}
    assert office.answered_on_the_spot
    assert (mail.first_answered_at, mail.answered_in_time) == (None, None)
    assert db.session.scalars(select(Letter)).all() == [], "nobody is written to"


def test_what_came_in_is_found_counted_and_read(
    bring: Callable[..., Result], as_manager: Client, tmp_path: Path
) -> None:
    bring(make_csv(tmp_path / "2024.csv"))
    assert len(page(Filters(q="фурни")).enquiries) == 1
    assert len(page(Filters(q="2024-000001")).enquiries) == 1
    found = figures(YEAR)
    assert found["summary"]["all"]["consultations"] == 4
    assert found["summary"]["all"]["questions"] == 5
    assert found["hour"]["1"] == {"unknown": 1}
    counted = without_zeros(account(YEAR.first, YEAR.last))
    assert without_zeros(found) == counted
    seen = as_manager.get("/desk/enquiries/2024-000001", status=200)
    assert "Внесено от „2024.csv“, ред 2." in seen.words
    assert "Да, 4.1." in seen.words
    people = as_manager.get("/desk/clients/look-up?q=pekarova", status=200)
    assert "Пекарова" in people.text or "\\u041f" in people.text


def test_repeating_makes_no_doubles(bring: Callable[..., Result], tmp_path: Path) -> None:
    bring(make_xlsx(tmp_path / "2024.xlsx"))
    before = everything()
    again = bring(make_csv(tmp_path / "същият.csv"))
    assert "new: 0, already here: 4" in again.output
    assert everything() == before
    more = (*ROWS, (5, "11.03.2024", "тел", "община", "", "", "", "", "Още?", "", 5, 1))
    result = bring(make_xlsx(tmp_path / "2024.xlsx", more))
    assert "imported: 1" in result.output
    assert len(imported()) == 5


def test_the_same_register_as_text_is_no_second_one(
    bring: Callable[..., Result], tmp_path: Path
) -> None:
    rows = [row[1:] for row in ROWS]
    bring(make_xlsx(tmp_path / "a.xlsx", rows, HEADINGS[1:]))
    again = bring(make_csv(tmp_path / "a.csv", rows, HEADINGS[1:]))
    assert "already here: 4" in again.output, again.output


def test_a_colleague_who_counted_from_one_too_is_not_left_out(
    bring: Callable[..., Result], tmp_path: Path
) -> None:
    bring(make_xlsx(tmp_path / "a.xlsx"))
    theirs = [(*row[:4], f"Друг Човек {row[0]}", "", "", *row[7:]) for row in ROWS]
    assert "imported: 4" in bring(make_xlsx(tmp_path / "b.xlsx", theirs)).output


def test_a_quotation_mark_that_is_not_closed_swallows_no_rows(
    bring: Callable[..., Result], tmp_path: Path
) -> None:
    lines = [f"0{day}.03.2024;тел;фирма;{'' if day != 3 else chr(34)}Въпрос" for day in range(1, 9)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["Дата;Канал;Вид клиент;Въпрос", *lines]), encoding="utf-8")
    result = bring(path)
    assert result.exit_code == 1
    assert "кавичка" in result.output
    assert imported() == []


def test_the_same_row_twice_is_two_visits(bring: Callable[..., Result], tmp_path: Path) -> None:
    row = ("05.03.2024", "на място", "гражданин", "Питане")
    path = make_csv(tmp_path / "a.csv", [row, row], ("Дата", "Канал", "Вид клиент", "Въпрос"))
    assert "imported: 2" in bring(path).output
    assert "already here: 2" in bring(path).output


def test_a_known_client_is_recognised(bring: Callable[..., Result], tmp_path: Path) -> None:
    ours = make_contact("Мария Пекарова", emails=["ZORA@primer.bg"])
    bring(make_xlsx(tmp_path / "2024.xlsx"))
    assert imported()[0].contact_id == imported()[2].contact_id == ours.id


def test_a_dry_run_changes_nothing_and_names_every_bad_cell(
    bring: Callable[..., Result], tmp_path: Path
) -> None:
    bad = (
        *ROWS,
        (9, "32.03.2024", "факс", "МИГ", "", "", "ani@", "Пловдив", "?", "", "дълго", 99),
    )
    before = everything()
    result = bring(make_xlsx(tmp_path / "2024.xlsx", bad), "--dry-run")
    assert result.exit_code == 1
    assert "rows: 5, new: 4, already here: 0, bad: 1" in result.output
    for words in ("32.03.2024", "факс", "МИГ", "ani@", "Пловдив", "дълго", "99"):
        assert f"„{words}“" in result.output, words
    assert "  8: " in result.output, "the row as the sheet counts"
    assert everything() == before


def test_one_bad_row_keeps_all_out(bring: Callable[..., Result], tmp_path: Path) -> None:
    bad = (*ROWS, (9, "утре", "тел", "фирма", "", "", "", "", "?", "", "", ""))
    before = everything()
    assert bring(make_xlsx(tmp_path / "2024.xlsx", bad)).exit_code == 1
    assert everything() == before


def test_a_word_that_nobody_knows_is_explained(
    bring: Callable[..., Result], tmp_path: Path
) -> None:
    rows = [("05.03.2024", "факс", "", "Питане")]
    path = make_csv(tmp_path / "a.csv", rows, ("Дата", "Канал", "Кой", "Въпрос"))
    said = (
        "--word",
        "channel:факс=letter",
        "--word",
        "client_type:=other",
        "--column",
        "Кой=client_type",
    )
    assert "imported: 1" in bring(path, *said).output
    assert (imported()[0].channel, imported()[0].client_type) == (Channel.LETTER, ClientType.OTHER)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--column", "Няма=channel"), "Няма"),
        (("--column", "Дата=x"), "the fields are"),
        (("--word", "x"), "FIELD:WORD"),
        (("--sheet", "2023"), "2023"),
        (("--column", "Канал=-"), "Канал"),
    ],
)
def test_a_wrong_wish_is_named(
    bring: Callable[..., Result], tmp_path: Path, more: tuple[str, ...], said: str
) -> None:
    headings = ("Дата", "Канал", "Вид клиент", "Въпрос")
    path = make_xlsx(tmp_path / "a.xlsx", [("05.03.2024", "тел", "фирма", "?")], headings)
    result = bring(path, *more)
    assert result.exit_code != 0
    assert said in result.output


def test_only_a_manager_brings_a_register_in(command: Command, tmp_path: Path) -> None:
    make_user(email="expert@oic.example.bg")
    result = command("import", str(make_xlsx(tmp_path / "a.xlsx")), "--by", "expert@oic.example.bg")
    assert result.exit_code == 2


# On the screen


def upload(browser: Client, path: Path) -> Page:
    given = browser.get(PAGE, status=200)
    with path.open("rb") as file:
        return browser.submit(given, "upload", file=(file, path.name), status=200, follow=True)


def the_run() -> ImportRun:
    return db.session.scalars(
        select(ImportRun).order_by(ImportRun.id.desc()).execution_options(populate_existing=True)
    ).first()  # type: ignore[return-value]


def test_a_table_goes_its_way_on_the_screen(
    as_manager: Client, manager: User, tmp_path: Path
) -> None:
    shown = upload(as_manager, make_xlsx(tmp_path / "2024.xlsx"))
    assert "Начин на запитване" in shown.words
    waiting = as_manager.submit(shown, "mapping", status=200, follow=True)
    assert "Проверява се" in waiting.words
    work()
    number = the_run().id
    checked = as_manager.get(f"{PAGE}{number}", status=200)
    assert "Внеси 4 запитвания" in checked.words
    assert imported() == []
    as_manager.submit(checked, f"/{number}/import", status=303)
    assert the_run().state is ImportState.IMPORTING
    work()
    done = as_manager.get(f"{PAGE}{number}", status=200)
    assert "Внесени са 4 запитвания." in done.words
    assert {one.created_by_id for one in imported()} == {manager.id}
    run = the_run()
    assert (run.file, run.found) == (None, {"new": 4, "known": 0}), "nothing of people is kept"
    assert "2024.xlsx" in as_manager.get(PAGE, status=200).words


def test_bad_rows_are_shown_and_words_explained_on_the_screen(
    as_manager: Client, tmp_path: Path
) -> None:
    rows = [("05.03.2024", "факс", "Питане"), ("06.03.2024", "тел", "Друго")]
    path = make_csv(tmp_path / "a.csv", rows, ("Дата", "Канал", "Въпрос"))
    shown = upload(as_manager, path)
    answer = as_manager.submit(shown, "mapping", status=422)
    assert "Посочете в коя колона е „Вид клиент“." in answer.words
    as_manager.submit(answer, "mapping", **{"meaning-client_type-all": "citizen"}, status=303)
    work()
    checked = as_manager.get(f"{PAGE}{the_run().id}", status=200)
    assert "„факс“ не е познат канал." in checked.words
    assert "Внеси" not in checked.words.replace("Внесен", "")
    as_manager.submit(checked, "mapping", **{"meaning-channel-1": "letter"}, status=303)
    work()
    checked = as_manager.get(f"{PAGE}{the_run().id}", status=200)
    as_manager.submit(checked, f"/{the_run().id}/import", status=303)
    work()
    assert [one.channel for one in imported()] == [Channel.LETTER, Channel.PHONE]
    assert {one.client_type for one in imported()} == {ClientType.CITIZEN}


def test_how_columns_were_mapped_is_remembered(as_manager: Client, tmp_path: Path) -> None:
    rows = [("05.03.2024", "тел", "фирма", "Питане")]
    headings = ("Дата", "Канал", "Графа 7", "Въпрос")
    shown = upload(as_manager, make_csv(tmp_path / "a.csv", rows, headings))
    as_manager.submit(shown, "mapping", **{"column-2": "client_type"}, status=303)
    work()
    rows = [("07.03.2024", "тел", "ЗП", "Питане")]
    again = upload(as_manager, make_csv(tmp_path / "b.csv", rows, headings))
    assert "вече е внасяна" in again.words
    (select_,) = again.find("select", id="column-2")
    chosen = [one.get("value") for one in select_.iter() if one.get("selected") is not None]
    assert chosen == ["client_type"]


def test_another_sheet_is_looked_at(as_manager: Client, tmp_path: Path) -> None:
    shown = upload(as_manager, make_xlsx(tmp_path / "a.xlsx", sheets=("2023", "2024")))
    as_manager.submit(shown, "sheet-form", sheet="2024", status=303)
    assert the_run().sheet == "2024"
    as_manager.post(f"{PAGE}{the_run().id}/sheet", {"sheet": "няма"}, status=303)
    assert the_run().sheet == "2024"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_text_of_any_charset_is_taken_on_the_screen(
    as_manager: Client, tmp_path: Path, charset: str
) -> None:
    shown = upload(as_manager, make_csv(tmp_path / "a.csv", charset=charset))
    assert "Мария Пекарова" in shown.words


def test_a_cover_before_the_register_is_passed_over(as_manager: Client, tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book.create_sheet("Заглавна", 0)["A1"] = "Регистър"
    book.save(path)
    upload(as_manager, path)
    assert the_run().sheet == "2024"


def test_what_is_no_table_is_said_where_it_was_chosen(as_manager: Client, tmp_path: Path) -> None:
    path = tmp_path / "снимка.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 50)
    given = as_manager.get(PAGE, status=200)
    with path.open("rb") as file:
        answer = as_manager.submit(given, "upload", file=(file, path.name), status=422)
    assert answer.find("div", id="file-error")
    as_manager.submit(given, "upload", status=422)
    assert db.session.scalars(select(ImportRun)).all() == []


def test_a_table_without_headings_is_refused(as_manager: Client, tmp_path: Path) -> None:
    path = make_csv(tmp_path / "a.csv", [("a", "b")], ("x", "y"))
    given = as_manager.get(PAGE, status=200)
    with path.open("rb") as file:
        answer = as_manager.submit(given, "upload", file=(file, path.name), status=422)
    assert "заглавия" in answer.words


def test_a_table_is_given_up(as_manager: Client, tmp_path: Path) -> None:
    upload(as_manager, make_xlsx(tmp_path / "a.xlsx"))
    as_manager.post(f"{PAGE}{the_run().id}/abandon", status=303)
    run = the_run()
    assert (run.state, run.file, run.found) == (ImportState.ABANDONED, None, {})
    as_manager.post(f"{PAGE}{run.id}/import", status=303)
    as_manager.post(f"{PAGE}{run.id}/undo", status=303)
    as_manager.post(f"{PAGE}{run.id}/check", status=422)
    work()
    assert imported() == []


def test_tables_that_nobody_goes_on_with_are_forgotten(
    as_manager: Client, tmp_path: Path, frozen_clock: FrozenClock
) -> None:
    upload(as_manager, make_xlsx(tmp_path / "a.xlsx"))
    frozen_clock.move(days=13)
    with transaction():
        assert sweep() == 0
    frozen_clock.move(days=2)
    with transaction():
        assert sweep() == 1
    assert the_run().state is ImportState.ABANDONED


def test_a_file_that_is_gone_is_said(as_manager: Client, tmp_path: Path) -> None:
    shown = upload(as_manager, make_xlsx(tmp_path / "a.xlsx"))
    as_manager.submit(shown, "mapping", status=303)
    with transaction():
        the_run().file = None
        db.session.query(StoredFile).delete()
    work()
    failed = as_manager.get(f"{PAGE}{the_run().id}", status=200)
    assert "качете го отново" in failed.words


def test_a_worker_that_was_killed_is_replaced(
    as_manager: Client, tmp_path: Path, frozen_clock: FrozenClock
) -> None:
    shown = upload(as_manager, make_xlsx(tmp_path / "a.xlsx"))
    as_manager.submit(shown, "mapping", status=303)
    with transaction():
        assert runs.claim(the_run().id)
    assert not work(), "somebody has it"
    frozen_clock.move(minutes=3)
    assert work()
    assert the_run().state is ImportState.CHECKED


def test_a_worker_that_is_asked_to_stop_leaves_the_table_to_the_next(
    as_manager: Client, tmp_path: Path
) -> None:
    shown = upload(as_manager, make_xlsx(tmp_path / "a.xlsx"))
    as_manager.submit(shown, "mapping", status=303)
    asked = iter([False, True])
    work(lambda: next(asked, True))
    assert (the_run().state, the_run().alive_at) == (ImportState.CHECKING, None)
    work()
    assert the_run().state is ImportState.CHECKED


def test_open_work_comes_in_open(bring: Callable[..., Result], tmp_path: Path) -> None:
    expert = make_user(name="Елена Димитрова")
    rows = [("05.03.2026", "имейл", "фирма", "Питане", "в работа", "Е. Димитрова")]
    headings = ("Дата", "Канал", "Вид клиент", "Въпрос", "Статус", "Експерт")
    assert "imported: 1" in bring(make_csv(tmp_path / "a.csv", rows, headings)).output
    (ours,) = imported()
    assert (ours.state, ours.assignee_id) == (State.IN_PROGRESS, expert.id)
    assert ours.due_on == date(2026, 3, 16)


def test_another_tables_headings_are_not_mixed_up(
    bring: Callable[..., Result], tmp_path: Path
) -> None:
    twice = make_csv(tmp_path / "a.csv", [(1, *ROWS[1][1:]), (1, *ROWS[1][1:])], HEADINGS)
    result = bring(twice)
    assert "два пъти" in result.output
    assert imported() == []


def test_our_own_export_comes_back_in(
    as_manager: Client, bring: Callable[..., Result], tmp_path: Path
) -> None:
    make_enquiry(state=State.CLOSED, channel=Channel.PHONE, questions=("А?", "Б?"))
    answer = as_manager.post("/desk/enquiries/export", {"form": "xlsx"}, status=200)
    path = tmp_path / "register.xlsx"
    path.write_bytes(answer.get_data())
    result = bring(path)
    assert "imported: 1" in result.output, result.output
    theirs, again = imported()[0], imported()[1]
    assert {theirs.channel, again.channel} == {Channel.PHONE}
    assert [len(one.questions) for one in (theirs, again)] == [2, 2]
    assert theirs.received_at.replace(second=0) == again.received_at.replace(second=0)


def test_only_managers_see_imports(as_expert: Client, as_administrator: Client) -> None:
    for browser in (as_expert, as_administrator):
        browser.get(PAGE, status=403)
    assert as_expert.get(f"{PAGE}1", status=403)


def test_an_import_that_is_not_there(as_manager: Client) -> None:
    as_manager.get(f"{PAGE}999", status=404)
    for what in ("check", "import", "undo", "abandon", "sheet"):
        as_manager.post(f"{PAGE}999/{what}", status=404)
