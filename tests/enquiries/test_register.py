"""The register: what is asked of it is what is shown, on every page of it."""

import csv
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy import text as sql
from werkzeug.datastructures import MultiDict

from oic.clients.actions import merge_contacts
from oic.core.clock import now, today
from oic.core.db import db, transaction
from oic.enquiries.actions import life
from oic.enquiries.forms import filtering
from oic.enquiries.models import Enquiry, SavedView, State
from oic.enquiries.queries import one, register
from oic.enquiries.queries.one import locked
from oic.enquiries.queries.register import Cursor, Due, Filters, Sort
from tests.factories.clients import make_contact
from tests.factories.enquiries import make_enquiry, make_expert
from tests.factories.places import municipality


def references(filters: Filters) -> set[str]:
    return {enquiry.reference for enquiry in register.page(filters).enquiries}


def found(words: str) -> set[str]:
    return references(Filters(q=words))


@pytest.mark.parametrize(
    "typed",
    ["запитване", "запитвания", "запитванията", "zapitvane", "zapitvaniya", "запит"],
)
def test_a_word_is_found_in_every_form_and_alphabet(app, typed):
    wanted = make_enquiry(question="Имаме запитване за общината.")
    make_enquiry(question="Пита за срока на процедурата.")
    assert found(typed) == {wanted.reference}


@pytest.mark.parametrize("typed", ["Казанлък", "kazanlak", "kazanluk", "KAZANLUK", "казанл"])
def test_a_municipality_is_found_however_it_is_typed(app, typed):
    wanted = make_enquiry(municipality=municipality("Казанлък"), question="Пита за ремонт.")
    make_enquiry(municipality=municipality("Опан"), question="Пита за ремонт.")
    assert found(typed) == {wanted.reference}


@pytest.mark.parametrize("typed", ["читалище", "4italishte", "chitalishte", "читалищата"])
def test_shliokavica_finds_what_was_written_in_cyrillic(app, typed):
    wanted = make_enquiry(question="Ремонт на читалище в селото.")
    make_enquiry(question="Ремонт на училище в селото.")
    assert found(typed) == {wanted.reference}


@pytest.mark.parametrize("typed", ["2026-000001", "2026-1", "2026 – 1", "2026/000001"])
def test_a_number_leads_to_its_enquiry(app, as_expert, typed):
    wanted = make_enquiry()
    make_enquiry()
    page = as_expert.get("/desk/enquiries", query_string={"q": typed}, status=302)
    assert page.location.endswith(wanted.reference)


def test_a_procedure_number_is_found_in_another_spelling(app):
    wanted = make_enquiry(question="Питам за процедура BG16RFPR001-1.012, отворена ли е?")
    make_enquiry(question="Питам за процедура BG16RFPR001-1.003, отворена ли е?")
    assert found("ВG16RFPR001 – 1.012") == {wanted.reference}


@pytest.mark.parametrize("typed", ["0888 614 298", "0888614298", "+359 888 614298", "0888/614-298"])
def test_a_telephone_number_finds_what_its_owner_asked(app, typed):
    wanted = make_enquiry(contact=make_contact(phones=("0888 614 298",)))
    make_enquiry(contact=make_contact(phones=("0888 614 299",)))
    assert found(typed) == {wanted.reference}


def test_all_words_have_to_be_there(app):
    both = make_enquiry(subject="Пекарна", question="Оборудване за пекарна в Раднево.")
    make_enquiry(subject="Мелница", question="Оборудване за мелница.")
    assert found("пекарна оборудване") == {both.reference}


@pytest.mark.parametrize(
    "typed", ['"', "'", "* OR 1", "-", "(", "NEAR(", "a:b", "\\", "%_", "'; --"]
)
def test_signs_of_the_search_engine_are_only_signs(app, as_expert, typed):
    make_enquiry()
    as_expert.get("/desk/enquiries", query_string={"q": typed}, status=200)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.text(max_size=40))
def test_nothing_that_can_be_typed_breaks_the_search(app, typed):
    register.page(Filters(q=typed))


def test_each_filter_keeps_only_what_it_names(app, expert):
    opan = municipality("Опан")
    wanted = make_enquiry(
        channel="phone",
        client_type="farmer",
        municipality=opan,
        assignee=expert,
        state="in_progress",
    )
    other = make_enquiry(channel="office", client_type="school", state="new")
    for query in (
        "channel=phone",
        "type=farmer",
        f"municipality={opan.id}",
        f"assignee={expert.id}",
        "assignee=me",
        "state=in_progress",
    ):
        assert references(filtering.read_query(query, me=expert.id)) == {wanted.reference}, query
    assert references(filtering.read_query("assignee=0", me=expert.id)) == {other.reference}


def test_deadline_filters_follow_the_calendar_day(app, frozen_clock):
    late = make_enquiry(due_on=today() - timedelta(days=1))
    due = make_enquiry(due_on=today(), warn_on=today() - timedelta(days=2))
    soon = make_enquiry(due_on=today() + timedelta(days=2), warn_on=today())
    later = make_enquiry(due_on=today() + timedelta(days=30), warn_on=today() + timedelta(days=28))
    make_enquiry(due_on=today() - timedelta(days=3), state="closed")
    assert references(Filters(due=Due.OVERDUE)) == {late.reference}
    assert references(Filters(due=Due.TODAY)) == {due.reference}
    assert references(Filters(due=Due.SOON)) == {due.reference, soon.reference}
    assert references(Filters(due=Due.WEEK)) == {due.reference, soon.reference}
    assert later.reference in references(Filters(open_only=True))


def test_a_day_of_the_filter_is_a_day_in_sofia(app, frozen_clock):
    midnight = frozen_clock.now.replace(hour=22, minute=30)  # 00:30 on the next day in Sofia
    night = make_enquiry(received_at=midnight)
    day = midnight.date() + timedelta(days=1)
    assert references(Filters(received_from=day, received_to=day)) == {night.reference}


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("ascending", [False, True])
def test_paging_there_and_back_shows_each_enquiry_once(app, sort, ascending):
    moment = now()
    for number in range(11):
        make_enquiry(received_at=moment - timedelta(minutes=number // 3))
    filters = Filters(sort=sort, ascending=ascending)
    whole = [e.reference for e in register.page(filters, size=50).enquiries]
    forward, cursor, pages = [], "", []
    while True:
        page = register.page(filters, cursor, size=4)
        pages.append(page)
        forward += [e.reference for e in page.enquiries]
        if page.older is None:
            break
        cursor = page.older
    assert forward == whole
    assert len(set(whole)) == 11
    assert pages[0].newer is None
    back = register.page(filters, pages[-1].newer, size=4)
    assert [e.reference for e in back.enquiries] == [e.reference for e in pages[-2].enquiries]


@pytest.mark.parametrize("ascending", [False, True])
@pytest.mark.parametrize("sort", list(Sort))
def test_the_rows_stand_in_the_order_that_was_chosen(app, sort, ascending):
    moment, day = now(), today()
    for hours, days in ((3, 5), (1, 9), (2, 1)):
        at = moment - timedelta(hours=hours)
        due_on = day + timedelta(days=days)
        make_enquiry(received_at=at, due_on=due_on, last_activity_at=moment - (moment - at) / 2)
    column = register._COLUMNS[sort].key
    shown = register.page(Filters(sort=sort, ascending=ascending)).enquiries
    values = [getattr(enquiry, column) for enquiry in shown]
    assert values == sorted(values, reverse=not ascending)
    assert len(set(values)) == 3


@pytest.mark.parametrize("ascending", [False, True])
@pytest.mark.parametrize("sort", list(Sort))
def test_a_page_far_down_is_found_by_an_index_and_not_by_reading_all(app, sort, ascending):
    enquiry = make_enquiry()
    filters = Filters(sort=sort, ascending=ascending)
    after = register._after(filters, Cursor(register._sort_value(enquiry, sort), enquiry.id))
    query = register._ordered(filters, back=False).where(after).limit(51)
    said = query.compile(db.session.connection(), compile_kwargs={"literal_binds": True})
    column = register._COLUMNS[sort].key
    if db.session.connection().dialect.name == "sqlite":
        plan = [row[3] for row in db.session.execute(sql(f"EXPLAIN QUERY PLAN {said}"))]
        aside = [
            "CORRELATED SCALAR SUBQUERY 1",
            "SEARCH set_aside USING INTEGER PRIMARY KEY (rowid=?)",
        ]
        assert plan[1:] == aside, "one step, and a look for each row: neither a scan nor a sort"
        assert re.search(rf"SEARCH enquiry USING INDEX .*\({column}[<>]", plan[0])
    else:  # a table of one row is read as a whole unless that is forbidden
        for means in ("seqscan", "bitmapscan", "sort"):
            db.session.execute(sql(f"SET LOCAL enable_{means} = off"))
        plan = db.session.scalars(sql(f"EXPLAIN {said}")).all()
        assert any(re.search(rf"Index Cond: \(\(?{column}\W.*[<>]=", line) for line in plan)
        assert not any(re.match(r"\s*(->)?\s*Sort  \(cost", line) for line in plan)


@given(st.text(max_size=60))
def test_a_cut_off_cursor_is_no_error(text):
    cursor = Cursor.decode(text)
    assert cursor is None or isinstance(cursor.id, int)


def test_a_bad_address_still_shows_the_register(app, as_expert):
    enquiry = make_enquiry()
    page = as_expert.get(
        "/desk/enquiries?state=nonsense&municipality=x&from=32.13&due=never&sort=up&at=%25%25",
        status=200,
    )
    assert enquiry.reference in page.words


def test_the_list_asks_the_database_no_more_for_more_rows(app, as_expert, count_queries):
    person = make_contact(name="Иван Петров")
    make_enquiry(contact=person)
    as_expert.get("/desk/enquiries")
    with count_queries() as few:
        as_expert.get("/desk/enquiries")
    for number in range(30):
        colleague = make_expert(f"Експерт {number}") if number % 10 == 0 else None
        make_enquiry(contact=make_contact(name=f"Клиент {number}"), assignee=colleague)
    with count_queries() as many:
        as_expert.get("/desk/enquiries")
    assert many.count == few.count


def test_neighbours_follow_the_list_one_came_from(app):
    first, second, third = (
        make_enquiry(channel="phone", received_at=now() - timedelta(hours=hours))
        for hours in (1, 2, 3)
    )
    make_enquiry(channel="office", received_at=now() - timedelta(hours=2, minutes=30))
    filters = filtering.read_query("channel=phone", me=0)
    assert register.neighbours(filters, second) == (first.reference, third.reference)
    assert register.neighbours(filters, first) == (None, second.reference)


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("from=0001-01-01&to=9999-12-31", 1),
        ("answered_from=0001-01-01&answered_to=9999-12-31", 0),
        ("rated_from=0001-01-01&rated_to=9999-12-31", 0),
        ("from=9999-12-31", 0),
        ("to=0001-01-01", 0),
    ],
)
def test_days_at_the_ends_of_the_calendar_still_show_a_list(app, as_expert, query, number):
    enquiry = make_enquiry()
    page = as_expert.get(f"/desk/enquiries?{query}", status=200)
    assert page.words.count(enquiry.reference) == number


def test_filters_survive_the_way_through_an_address(app):
    query = "q=%D1%85%D0%BB%D1%8F%D0%B1&state=new&state=in_progress&assignee=me&sort=due&up=1"
    given_: MultiDict[str, str] = MultiDict(
        [
            ("q", "хляб"),
            ("state", "new"),
            ("state", "in_progress"),
            ("assignee", "me"),
            ("sort", "due"),
            ("up", "1"),
            ("at", "xyz"),
            ("evil", "1"),
        ]
    )
    assert filtering.query_of(given_) == query
    assert filtering.read_query(query, me=7) == filtering.read(given_, me=7)


def test_a_saved_view_is_one_click_and_a_shared_one_is_the_colleagues_own(
    app, as_expert, as_manager
):
    as_expert.post(
        "/desk/enquiries/views",
        {"name": "Моите спешни", "query": "assignee=me&due=overdue&at=abc", "shared": "1"},
    )
    view = db.session.scalars(select(SavedView)).one()
    assert view.query == "assignee=me&due=overdue"
    page = as_manager.get("/desk/enquiries")
    assert "Моите спешни" in page.words
    as_manager.post(f"/desk/enquiries/views/{view.id}/remove", status=409)
    as_expert.post(f"/desk/enquiries/views/{view.id}/remove")
    assert "Моите спешни" not in as_expert.get("/desk/enquiries").words


def ticks(*enquiries):
    """The rows ticked as the list shows them now."""
    return [f"{enquiry.id}-{enquiry.version}" for enquiry in enquiries]


def test_what_nobody_answered_is_closed_by_one_click_only_with_a_reason(app, as_expert):
    owed, answered = make_enquiry(assignee=make_expert()), make_enquiry(state="answered")
    given = {"ids": ticks(owed, answered), "what": "close", "query": "open=1"}
    asked = as_expert.post("/desk/enquiries/bulk", given, status=200)
    assert owed.reference in asked.words
    assert answered.reference not in asked.words
    refused = as_expert.submit(asked, "closing", button="what=close", status=422)
    assert refused.find(id="reason-error")
    db.session.expire_all()
    assert {owed.is_open, answered.state} == {True, State.ANSWERED}
    done = as_expert.submit(refused, "closing", button="what=close", reason="Реклами.", follow=True)
    assert owed.reference in done.words
    db.session.expire_all()
    assert {owed.state, answered.state} == {State.CLOSED}
    assert "Реклами." in [entry.body for entry in one.timeline(owed)]


@pytest.mark.parametrize("what", ["close", "take", "move"])
def test_a_row_that_has_changed_since_the_list_was_opened_is_left_and_named(
    app, as_manager, manager, what
):
    enquiry = make_enquiry(assignee=make_expert())
    shown = as_manager.get("/desk/enquiries")
    (tick,) = shown.find(name="ids")
    with transaction():
        life.client_wrote(locked(enquiry.id), "Чакайте, има още нещо!")
    page = as_manager.post(
        "/desk/enquiries/bulk",
        {
            "ids": tick.get("value"),
            "what": what,
            "to": str(make_expert().id),
            "asked": "1",
            "reason": "Реклами.",
            "query": "",
        },
        follow=True,
    )
    assert "Останаха, както бяха" in page.words
    assert enquiry.reference in page.words
    db.session.expire_all()
    assert enquiry.is_open
    assert enquiry.assignee != manager
    assert enquiry.came_back_at is not None


def test_an_address_from_before_a_merge_shows_the_client_that_stayed(app, as_expert, expert):
    kept, gone = make_contact("Иван Петров"), make_contact("Ivan Petrov")
    enquiry = make_enquiry(contact=gone)
    with transaction():
        merge_contacts(kept.id, gone.id, by=expert)
    page = as_expert.get(f"/desk/enquiries?contact={gone.id}")
    assert enquiry.reference in page.words
    assert "Иван Петров" in page.words


def test_closing_many_names_those_that_cannot_be_closed(app, as_expert):
    one, two = make_enquiry(state="answered"), make_enquiry(state="answered")
    done = make_enquiry(state="closed")
    page = as_expert.post(
        "/desk/enquiries/bulk",
        {"ids": ticks(one, two, done), "what": "close", "query": ""},
        follow=True,
    )
    db.session.expire_all()
    assert {one.state, two.state} == {State.CLOSED}
    assert done.reference in page.words


def test_only_a_manager_moves_many(app, as_expert, as_manager, expert):
    enquiry = make_enquiry()
    data = {"ids": ticks(enquiry), "what": "move", "to": str(expert.id), "query": ""}
    as_expert.post("/desk/enquiries/bulk", data)
    db.session.expire_all()
    assert db.session.get_one(Enquiry, enquiry.id).assignee_id is None
    as_manager.post("/desk/enquiries/bulk", data)
    db.session.expire_all()
    assert db.session.get_one(Enquiry, enquiry.id).assignee_id == expert.id


def test_the_workbook_holds_what_is_filtered_with_real_dates(app, as_expert):
    wanted = make_enquiry(
        channel="phone", subject="Пекарна", contact=make_contact(name="Иван Петров")
    )
    make_enquiry(channel="office")
    page = as_expert.post(
        "/desk/enquiries/export", {"form": "xlsx", "query": "channel=phone"}, status=200
    )
    book = openpyxl.load_workbook(io.BytesIO(page.get_data()))
    rows = list(book.active.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [wanted.reference]
    assert rows[1][4] == "Иван Петров"
    assert rows[1][1].hour == 9
    assert rows[1][8] == 1


FORMULAS = ["=1+1", "+359 42", "-2", "@SUM(A1)", '=HYPERLINK("http://a")']


@pytest.mark.parametrize("text", FORMULAS)
def test_an_exported_text_is_never_a_formula(app, as_expert, text):
    make_enquiry(subject=text)
    page = as_expert.post("/desk/enquiries/export", {"form": "csv", "query": ""}, status=200)
    raw = page.get_data().decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(raw), delimiter=";"))[1]
    assert row[7] == f"'{text}"
    page = as_expert.post("/desk/enquiries/export", {"form": "xlsx", "query": ""}, status=200)
    cell = openpyxl.load_workbook(io.BytesIO(page.get_data())).active.cell(2, 8)
    assert (cell.data_type, cell.value) == ("s", text)


def test_the_text_file_opens_right_in_excel(app, as_expert):
    make_enquiry()
    page = as_expert.post("/desk/enquiries/export", {"form": "csv", "query": ""}, status=200)
    assert page.get_data().startswith("\ufeff".encode())
    assert page.headers["Content-Disposition"].startswith("attachment")


def test_an_export_is_complete_beyond_one_chunk(app):
    for _ in range(7):
        make_enquiry()
    got = [enquiry.reference for enquiry in register.every(Filters(), chunk=3)]
    assert len(got) == len(set(got)) == 7


def test_moving_what_is_in_the_right_hands_is_no_success(app, as_manager):
    expert = make_expert()
    there = make_enquiry(assignee=expert)
    page = as_manager.post(
        "/desk/enquiries/bulk",
        {"what": "move", "to": str(expert.id), "ids": ticks(there)},
        follow=True,
    )
    assert there.reference in page.words
    assert "Останаха, както бяха, защото са приключени" in page.words
    assert "Прехвърлени са 0" not in page.words


@pytest.mark.parametrize("typed", ['"', "*", "%", "  -  "])
def test_signs_alone_find_nothing_instead_of_everything(app, typed):
    make_enquiry()
    assert found(typed.strip()) == set()
