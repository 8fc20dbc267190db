"""Earlier answers: offered where they fit, and nobody else's name in the letter."""

from collections.abc import Callable

import pytest

from oic.enquiries.models import (
    State,
)
from oic.enquiries.queries.similar import answer_in, similar
from oic.mail.models import Letter
from oic.staff.models import User
from tests.checking.client import Client
from tests.factories.enquiries import make_enquiry
from tests.factories.enquiry_page import address

Outbox = Callable[..., list[Letter]]
AsUser = Callable[[User], Client]


def test_an_earlier_answer_is_found_and_inserted_where_the_answer_goes(
    as_expert: Client, expert: User
) -> None:
    make_enquiry(
        state=State.CLOSED,
        question="Отворена ли е процедура за хлебопекарна и тестомесачки?",
        answer="Отворена е процедура за пекарни.",
    )
    make_enquiry(state=State.CLOSED, question="Как се кандидатства за саниране на блок?")
    enquiry = make_enquiry(
        assignee=expert, question="Търся финансиране за хлебопекарна и тестомесачка"
    )
    page = as_expert.get(address(enquiry))
    assert "Отворена е процедура за пекарни." in page.words
    assert "саниране" not in page.words
    insert = next(
        str(button.get("value"))
        for button in page.find("button", name="do")
        if str(button.get("value")).startswith("insert:")
    )
    shown = as_expert.submit(page, "composer-form", button=f"do={insert}", status=200)
    body = shown.form("composer-form").values()["body"][0]
    assert "Отворена е процедура за пекарни." in body
    assert body.index("Отворена") < body.index("С уважение")


def test_an_earlier_letter_gives_its_answer_and_not_another_client_s_name(
    as_expert: Client, expert: User
) -> None:
    usual = (
        "Областните информационни центрове дават обща информация; водещи са условията, "
        "публикувани от Управляващия орган."
    )
    make_enquiry(
        state=State.CLOSED,
        question="Отворена ли е процедура за хлебопекарна и тестомесачки?",
        answer=f"Уважаема госпожо Христова,\n\nОтворена е за пекарни.\n\nСрокът е 30.06.\n\n{usual}"
        "\n\nС уважение,\nПетър Колев\nексперт",
    )
    enquiry = make_enquiry(
        assignee=expert, question="Търся финансиране за хлебопекарна и тестомесачка"
    )
    found = similar(enquiry.subject, without=enquiry.id)
    assert found[0].words == "Отворена е за пекарни.\n\nСрокът е 30.06."
    page = as_expert.get(address(enquiry))
    assert "Христова" not in page.words
    insert = f"do=insert:{found[0].answer.id}"
    shown = as_expert.submit(page, "composer-form", button=insert, status=200)
    body = shown.form("composer-form").values()["body"][0]
    assert "Христова" not in body
    assert body.count("С уважение") == 1
    assert body.count("обща информация") == 1
    assert body.index("Срокът е 30.06.") < body.index("С уважение")


@pytest.mark.parametrize(
    ("letter", "heart"),
    [
        ("Да, отворена е.", "Да, отворена е."),
        ("Уважаеми господин Лалев,\nдопустимо е.\nС уважение,\nМ. Иванова", "допустимо е."),
        ("Здравейте, Мария Стоева!\r\n\r\nДа.\r\n\r\nПоздрави,\r\nПетър", "Да."),
        ("Dear Ms Lalova,\n\nYes.\n\nYours sincerely,\nPetar Kolev\nexpert", "Yes."),
        ("С уважение към труда Ви: допустимо е.", "С уважение към труда Ви: допустимо е."),
        ("Уважаеми господин Лалев,", "Уважаеми господин Лалев,"),
    ],
)
def test_a_letter_s_answer_stands_between_greeting_and_closing_words(
    letter: str, heart: str
) -> None:
    assert answer_in(letter) == heart


def test_similar_ones_are_answered_ones_of_the_same_language(app: object) -> None:
    text = "Процедура BG16RFPR001-1.012 за хлебопекарна"
    answered = make_enquiry(question=text, state=State.ANSWERED)
    make_enquiry(question=text)
    make_enquiry(question=text, state=State.ANSWERED, language="en")
    found = similar(text, language="bg")
    assert [item.enquiry for item in found] == [answered]
    assert found[0].answer.body == "Да, отворена е процедура."
    assert similar(text, language="bg", without=answered.id) == []
    assert similar("") == []
    assert similar("?! …") == []


def test_an_answer_that_was_given_often_is_offered_once_and_hides_no_other(app: object) -> None:
    text = "Търся пещ и тестомесачка за хлебопекарна"
    other = make_enquiry(question=text, state=State.ANSWERED, answer="Още не е обявена.")
    for answer in ("Отворена е.", "  отворена е", "Отворена е!", "ОТВОРЕНА  Е.") * 3:
        newest = make_enquiry(question=text, state=State.ANSWERED, answer=answer)
    assert [item.enquiry for item in similar(text)] == [newest, other]


@pytest.mark.parametrize(
    "question",
    [
        "Пчелар съм. По коя процедура да кандидатствам и къде да подам документите?",
        "Zdraveite, imam koshera. Iskam da znam kude da podam dokumenti po proekta.",
        "Къде да подам документи за проект?",
    ],
)
def test_the_words_that_everybody_asks_with_make_no_two_questions_alike(
    app: object, question: str
) -> None:
    make_enquiry(
        subject="Къде да подам сигнал за проект",
        question="Искам да знам къде се подава сигнал за процедура по проект, и кога.",
        state=State.ANSWERED,
        answer="Сигнал за нередност се подава до управляващия орган.",
    )
    assert similar(question) == []
    bees = make_enquiry(question="Къде пчелар с кошери подава документи?", state=State.ANSWERED)
    found = [item.enquiry for item in similar(question)]
    assert found == ([bees] if "документи за" not in question else [])
