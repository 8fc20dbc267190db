"""Names are found however they are typed, and are not taken for each other."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oic.core.text import (
    fold,
    latin_key,
    one_script,
    similarity,
    sort_key,
    to_latin_alike,
    transliterate,
    words,
)

SPELLINGS = [
    "Казанлък Kazanlak Kazanluk kazanlyk KAZANLAK Кaзaнлък",
    "читалище chitalishte 4italishte 4itali6te",
    "България Bulgaria Balgaria Bylgariq Bulgariya Bulgarija",
    "Гълъбово Galabovo Gulubovo Gylybovo Gulabovo",
    "Мъглиж Maglizh Muglizh Muglij Myglij",
    "Раднево Radnevo radnewo",
    "Чирпан Chirpan 4irpan Čirpan",
    "Братя Bratya Bratia Bratq Bratja",
    "Опан Opan Oпан",
    "Николаево Nikolaevo Nikolaewo",
    "жълт zhalt jult jylt zhult",
    "Джевджет Dzhevdzhet Djevdjet",
    "район rayon raion rajon",
    "отчет otchet ot4et ochet",
    "Александър Aleksandar Alexander Alexandur Alexandar",
    "Цветан Tsvetan Cvetan Tzvetan",
    "Христо Hristo Xristo Khristo",
    "Кольо Kolyo Kolio Koljo",
    "Юлия Yulia Iulia Yuliya Julia Juliq",
    "Щерю Shteryu 6teriu Shteriu Щepю",
    "Анна Ana Anna",
    "Петров Petrov Petrow Petroff",
    "Георгиев Georgiev Georgieff Georgiew",
    "организация organizatsia organizacia organizaciq organizatsiya organizacija",
    "схема shema sxema",
    "Владимир Vladimir Wladimir",
    "Йордан Yordan Jordan Iordan",
    "мъж mazh muj maj myj",
    "ѝ и i",
]


def spellings() -> list[tuple[str, str]]:
    """Each variant beside the first of its line."""
    lines = [line.split() for line in SPELLINGS]
    return [(line[0], variant) for line in lines for variant in line[1:]]


@pytest.mark.parametrize(("right", "typed"), spellings())
def test_a_name_is_found_however_it_is_typed(right: str, typed: str) -> None:
    assert latin_key(typed) == latin_key(right)


NAMES = """Александър Албена Ангел Анелия Антон Асен Атанас Биляна Бисер Бойко Борис Божидар
Валентин
Валери Ваня Васил Венета Весела Виктор Владимир Галина Георги Гергана Даниела Десислава Деян Диана
Димитър Добромир Донка Драгомир Евгени Елена Емил Живко Жана Захари Здравко Златка Ивайло Иван Ивета
Илиян Искра Калин Камен Катя Кирил Красимир Кристина Лидия Лилия Любомир Людмила Магдалена Марин
Мария Марта Милен Мирослав Михаил Надежда Наталия Невена Никола Огнян Олга Павел Петър Петя Пламен
Полина Радка Радослав Росица Румен Светла Силвия Симеон Снежана Станимир Стефан Стоян Таня Теодора
Тодор Христо Цветелина Цонка Чавдар Щерю Юлиан Явор Яна Казанлък Чирпан Раднево Гурково Гълъбово
Мъглиж Николаево Опан Пловдив София Бургас Варна Ямбол Сливен Хасково община област програма
процедура проект училище читалище фермер предприятие кредит бюджет договор срок насоки покана
партньор обучение стаж заетост туризъм култура околна среда транспорт храни рибарство""".split()


def test_different_names_are_not_taken_for_each_other() -> None:
    keys: dict[str, set[str]] = {}
    for name in NAMES:
        keys.setdefault(latin_key(name), set()).add(name)
    together = [names for names in keys.values() if len(names) > 1]
    assert together == [{"Жана", "Яна"}]  # both are written Jana


MUNICIPALITIES = {
    "Братя Даскалови": "Bratya Daskalovi",
    "Гурково": "Gurkovo",
    "Гълъбово": "Galabovo",
    "Казанлък": "Kazanlak",
    "Мъглиж": "Maglizh",
    "Николаево": "Nikolaevo",
    "Опан": "Opan",
    "Павел баня": "Pavel Banya",
    "Раднево": "Radnevo",
    "Стара Загора": "Stara Zagora",
    "Чирпан": "Chirpan",
}


def test_the_municipalities_keep_apart_and_are_found_by_their_official_names() -> None:
    assert len({latin_key(name) for name in MUNICIPALITIES}) == len(MUNICIPALITIES)
    for bulgarian, official in MUNICIPALITIES.items():
        assert latin_key(official) == latin_key(bulgarian)
        assert transliterate(bulgarian).casefold() == official.casefold()


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("България", "Bulgaria"),
        ("БЪЛГАРИЯ", "BULGARIA"),
        ("българия", "bulgaria"),
        ("български", "balgarski"),
        ("Стара Загора", "Stara Zagora"),
        ("София", "Sofia"),
        ("Мария Щъркелова", "Maria Shtarkelova"),
        ("Кольо", "Kolyo"),
        ("Жужа Ценкова-Чакърова", "Zhuzha Tsenkova-Chakarova"),
        ("ЩУРЕЦ", "SHTURETS"),
        ("Я", "Ya"),
        ("ИСУН 2020 е-mail", "ISUN 2020 e-mail"),
        ("Илиян", "Iliyan"),
    ],
)
def test_names_leave_in_the_latin_letters_of_the_law(cyrillic: str, latin: str) -> None:
    assert transliterate(cyrillic) == latin


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъьюя -", max_size=40))
def test_what_the_program_transliterated_is_found_again(text: str) -> None:
    assert latin_key(transliterate(text)) == latin_key(text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_the_folding(a: str, b: str) -> None:
    for text in (a, b):
        words(text)
        transliterate(text)
        latin_key(text)
        sort_key(text)
        assert len(to_latin_alike(text)) == len(text)
    assert 0 <= similarity(a, b) <= 1
    assert similarity(a, b) == similarity(b, a)


@given(st.text(max_size=40))
def test_case_does_not_hide_a_name(text: str) -> None:
    assert latin_key(fold(text)) == latin_key(text.casefold())


def test_likeness_tells_the_same_person_from_another() -> None:
    assert similarity("Иван Петров", "Petrov Ivan") == 1
    assert similarity("Мария Димитрова", "Мария Димитова") > 0.9
    assert similarity("Мария Димитрова", "Стоян Колев") < 0.5
    assert similarity("", "Иван") == 0


@pytest.mark.parametrize(
    ("mixed", "clean"),
    [
        ("Кaзaнлък", "Казанлък"),  # Latin a
        ("Пpoeкт", "Проект"),  # Latin p, o, e
        ("gооd", "good"),  # Cyrillic о
        ("ВGсс", "BGcc"),
        ("сор", "сор"),
        ("cop", "cop"),
    ],
)
def test_look_alikes_of_the_other_script_do_not_hide_a_word(mixed: str, clean: str) -> None:
    assert one_script(mixed) == clean


def test_lists_are_in_the_order_of_the_alphabet() -> None:
    names = ["zebra", "ябълка", "Яна", "Борис", "ана", "Ангел", "Zoe", "3 май"]
    assert sorted(names, key=sort_key) == [
        "3 май", "ана", "Ангел", "Борис", "ябълка", "Яна", "zebra", "Zoe",
    ]  # fmt: skip
    assert all(sort_key(a) != sort_key(b) for a, b in combinations(names, 2))
