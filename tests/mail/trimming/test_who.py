"""What a signature says is proposed to the expert; what is not sure is left empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oic.mail.trimming.who import Says, signature_says

ASKED = "Здравейте,\n\nкога отваря процедурата?\n\n"
LETTERS = {
    "a firm": (
        (
            "С уважение,\nИван Петров\nуправител\n„Хляб и Ко“ ЕООД\nтел. 042/601 "
            "234, 0888 123 456\n"
            "www.example.bg\nivan@example.bg"
        ),
        Says(
            "Иван Петров",
            "„Хляб и Ко“ ЕООД",
            ("042/601 234", "0888 123 456"),
            "ivan@example.bg",
            "www.example.bg",
        ),
    ),
    "only a first name": ("Поздрави\nМария", Says("Мария")),
    "a name behind the sign-off": (
        "С уважение, Иван Петров\n„Агро 2000“ ООД",
        Says("Иван Петров", "„Агро 2000“ ООД"),
    ),
    "a school": (
        (
            "С уважение,\n\nд-р Мария Иванова-Петрова\nдиректор на ОУ „Христо Ботев“, с. Горно\n"
            "тел.: 0431/6 22 33"
        ),
        Says("Мария Иванова-Петрова", "ОУ „Христо Ботев“", ("0431/6 22 33",)),
    ),
    "a chitalishte below a dash": (
        "-- \nПетър Стоянов\nПредседател на НЧ „Просвета 1928“\nGSM +359 88 812 3456",
        Says("Петър Стоянов", "НЧ „Просвета 1928“", ("+359 88 812 3456",)),
    ),
    "bars": (
        (
            "Best regards,\nJohn Smith\nProject Manager | Acme Consulting Ltd.\n"
            "M: +359 888 123 456 | E: john@example.com | W: www.example.com"
        ),
        Says(
            "John Smith",
            "Acme Consulting Ltd.",
            ("+359 888 123 456",),
            "john@example.com",
            "www.example.com",
        ),
    ),
    "a municipality": (
        "С уважение:\nинж. Г. Георгиев\nОбщина Мъглиж\nотдел „Проекти“",
        Says("Г. Георгиев", "Община Мъглиж"),
    ),
    "an administration": (
        (
            "С поздрав,\nЕлена Димитрова,\nгл. експерт „Европроекти“,\n"
            "Общинска администрация – Гурково\nтел: 04331/2260"
        ),
        Says("Елена Димитрова", "Общинска администрация – Гурково", ("04331/2260",)),
    ),
    "capitals and a company number": (
        (
            "С уважение,\nИВАН ПЕТРОВ\nУправител\nЕТ „Иван Петров – 98“\nЕИК 042601234\n"
            "гр. Казанлък, ул. „Роза“ 5\n0888/12-34-56\nфакс: 0431 6 22 34"
        ),
        Says("Иван Петров", "ЕТ „Иван Петров – 98“", ("0888/12-34-56",)),
    ),
    "labels": (
        "С уважение,\nУправител: Иван Петров\nФирма: „Хляб“ ЕООД\nТелефон: 0888 123 456",
        Says("Иван Петров", "„Хляб“ ЕООД", ("0888 123 456",)),
    ),
    "all in a line": (
        "Благодаря предварително!\nИван Иванов - управител на „Мебел, врати и Ко“ ЕООД, гр. Чирпан",
        Says("Иван Иванов", "„Мебел, врати и Ко“ ЕООД"),
    ),
    "an association": (
        "Поздрави,\nМария Колева\nСдружение „Зелен свят“\nhttps://example.bg/about",
        Says("Мария Колева", "Сдружение „Зелен свят“", (), "", "https://example.bg/about"),
    ),
    "a town first": ("С уважение,\nСтара Загора\nИван Петров", Says("Иван Петров")),
    "a farmer without a sign-off": (
        "ЗП Иван Петров\n0888123456",
        Says("Иван Петров", "", ("0888123456",)),
    ),
    "a wish below the name": ("С уважение,\nИван Петров\nХубав ден!", Says("Иван Петров")),
    "a telephone's line": ("Best regards,\nSent from my iPhone", Says()),
    "a lawyer's paragraph": (
        (
            "-- \nИван Петров\n\nТова съобщение е поверително и е предназначено за получателя.\n"
            "„Друга фирма“ ООД, тел. 0888 999 999"
        ),
        Says("Иван Петров"),
    ),
    "a bare site": (
        "Поздрави,\nИван Петров\nсайт: example.bg",
        Says("Иван Петров", "", (), "", "example.bg"),
    ),
}


@pytest.mark.parametrize(("signature", "says"), LETTERS.values(), ids=LETTERS)
def test_a_signature_is_read(signature: str, says: Says) -> None:
    assert signature_says(f"{ASKED}{signature}\n") == says


@pytest.mark.parametrize(("signature", "says"), LETTERS.values(), ids=LETTERS)
def test_a_signature_is_read_above_an_earlier_letter_of_somebody_else(
    signature: str, says: Says
) -> None:
    earlier = "From: OIC <oic@example.bg>\nSent: Monday\nTo: x\nSubject: y\n\n"
    other = "С уважение,\nПетър Другов\n„Друг“ ООД\nтел. 0899 111 222\n"

    assert signature_says(f"{ASKED}{signature}\n\n{earlier}{'дълго ' * 9000}\n{other}") == says


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Кога?",
        "Фирмата ми „Хляб“ ЕООД иска да кандидатства.\n\nБлагодаря",
        (
            "Благодаря за отговора.\n"
            "Сутринта говорих с Иван Петров, но „Хляб“ ЕООД не отговаря.\nКога?"
        ),
        "Търся партньор от\nСтара Загора",
        "Каква е разликата между ЕТ и ООД?\n\nБлагодаря!",
        "Begin forwarded message:\n\nFrom: x\nTo: y\nSubject: z\n\nС уважение,\nПетър Другов\n",
    ],
)
def test_what_is_not_sure_is_left_empty(text: str) -> None:
    assert signature_says(text) == Says()


@given(st.one_of(st.text(), st.text("Ия Пv,.\n@0-+9|„“тел").map(lambda s: f"С уважение,\n{s}")))
def test_no_letter_stops_the_reading(text: str) -> None:
    signature_says(text)
