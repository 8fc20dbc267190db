"""A search says why it found an enquiry: the words stand in its row, marked."""

import pytest

from oic.core.db import transaction
from oic.enquiries.actions import answering
from oic.enquiries.queries import register
from oic.enquiries.queries.hits import AFTER, BEFORE, hits
from oic.enquiries.queries.register import Filters
from tests.factories.clients import make_contact
from tests.factories.enquiries import make_enquiry, make_expert


def line(enquiry, typed):
    return hits([enquiry], typed)[enquiry.id].line


def test_the_words_are_marked_in_the_subject(app):
    enquiry = make_enquiry(subject="Ремонт на читалище", question="Питам за читалището.")
    shown = hits([enquiry], "chitalishta")[enquiry.id]
    assert shown.subject == [("Ремонт на ", False), ("читалище", True)]
    assert shown.line == []


def test_a_line_is_shown_of_what_was_said_where_the_subject_does_not_tell(app):
    long = "Много думи за друго, които не помагат никому. " * 5
    enquiry = make_enquiry(subject="Въпрос", question=f"{long}Питам за соларни панели.\n\n{long}")
    shown = line(enquiry, "соларен панел")
    assert [text for text, hit in shown if hit] == ["соларни", "панели"]
    assert shown[0][0].startswith("… ")
    assert shown[-1][0].endswith("…")
    assert len("".join(text for text, _ in shown)) <= BEFORE + AFTER + 3


def test_what_only_the_answer_says_is_shown_too(app):
    enquiry, by = make_enquiry(subject="Въпрос", question="Питам за срока."), make_expert()
    with transaction():
        answering.note(enquiry, "Проверих в ИСУН.", by=by)
    assert line(enquiry, "ISUN") == [("Проверих в ", False), ("ИСУН", True), (".", False)]


@pytest.mark.parametrize("typed", ["0888 614 298", "Пекарова", "", "("])
def test_who_was_found_by_name_or_number_needs_no_line(app, typed):
    contact = make_contact("Мария Пекарова", phones=("0888 614 298",))
    assert line(make_enquiry(subject="Въпрос", question="За срока.", contact=contact), typed) == []


def test_a_page_of_rows_costs_one_question(app, count_queries):
    for _ in range(5):
        make_enquiry(subject="Въпрос", question="За пекарна.")
    rows = register.page(Filters(q="пекарна")).enquiries
    with count_queries() as counted:
        assert len(hits(rows, "пекарна")) == 5
    assert counted.count == 1


def test_the_row_shows_them_and_nothing_typed_is_taken_for_markup(app, as_expert):
    make_enquiry(subject="Въпрос <b>", question="За <i>пекарна</i> в Раднево.")
    page = as_expert.get("/desk/enquiries", query_string={"q": "пекарна"})
    assert page.find("mark")[0].text == "пекарна"
    assert "За <i>пекарна</i> в Раднево." in page.words
    assert not as_expert.get("/desk/enquiries").find("mark")
