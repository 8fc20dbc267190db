"""What is in the register is found: in any inflection, in either script, by any number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oic.core.search import document_terms, highlight, query_terms
from oic.core.text import transliterate

FAMILIES = """
запитване запитвания запитването запитванията
въпрос въпроси въпроса въпросът въпросите
отговор отговори отговора отговорът отговорите
община общини общината общините
област области областта областите
кандидат кандидати кандидата кандидатите кандидатстване кандидатства кандидатстваме
бенефициент бенефициенти бенефициента бенефициентите
партньор партньори партньора партньорите партньорство
проект проекти проекта проектът проектите
програма програми програмата програмите
процедура процедури процедурата процедурите
предложение предложения предложението предложенията
училище училища училището училищата
читалище читалища читалището читалищата
учител учители учителя учителят учителите
фермер фермери фермера фермерът фермерите
стопанин стопани стопанина стопанинът стопаните
стопанство стопанства стопанството стопанствата
гражданин граждани гражданина гражданите
клиент клиенти клиента клиентът клиентите
фирма фирми фирмата фирмите
предприятие предприятия предприятието предприятията
дружество дружества дружеството дружествата
сдружение сдружения сдружението сдруженията
фондация фондации фондацията фондациите
организация организации организацията организациите
институция институции институцията институциите
министерство министерства министерството министерствата
агенция агенции агенцията агенциите
управление управления управлението управленията
срок срокове срока срокът сроковете
договор договори договора договорът договорите
насока насоки насоката насоките
покана покани поканата поканите
документ документи документа документите
сертификат сертификати сертификата сертификатът сертификатите
бюджет бюджети бюджета бюджетът бюджетите
кредит кредити кредита кредитът кредитите
грант грантове гранта грантът грантовете
разход разходи разхода разходът разходите
помощ помощи помощта помощите
инвестиция инвестиции инвестицията инвестициите
финансиране финансирания финансирането финансиранията
оборудване оборудвания оборудването
обучение обучения обучението обученията
курс курсове курса курсът курсовете
събитие събития събитието събитията
среща срещи срещата срещите
приемна приемни приемната приемните
вестник вестници вестника вестникът вестниците
бюлетин бюлетини бюлетина бюлетинът
медия медии медията медиите
център центрове центъра центърът центровете
място места мястото местата
сграда сгради сградата сградите
ремонт ремонти ремонта ремонтът ремонтите
регион региони региона регионът регионите
район райони района районът районите
случай случаи случая случаят случаите
експерт експерти експерта експертът експертите
резултат резултати резултата резултатът резултатите
критерий критерии критерия критерият критериите
земеделец земеделци земеделеца земеделците
работник работници работника работниците
ученик ученици ученика учениците
студент студенти студента студентите
дете деца детето децата
човек хора хората
свободен свободна свободно свободни свободния свободният свободната свободното свободните
допустим допустима допустимо допустими допустимия допустимите
безвъзмездна безвъзмездно безвъзмездни безвъзмездната безвъзмездния
европейски европейска европейско европейския европейският европейската европейските
голям голяма голямо големи голямата големите
отворен отворена отворено отворени отворената отворените
член членове члена членът членовете чл
school schools
grant grants
funding funded
company companies
""".strip().splitlines()

MORE_FAMILIES = """
град градове градът града
книга книги книгата
оранжерия оранжерии оранжерията
пекарна пекарни пекарната
брой броеве броя
език езици езика
бряг брегове
лист листа
лозе лозя лозята
поле полета полето
цвете цветя цветята
мляко млека млякото
праг прагове
стая стаи стаята
идея идеи идеята
кон коне
край краища
път пътища
мъж мъже
брат братя
крак крака краката
око очи очите
ухо уши
ръка ръце
нос носове
орган органи
подпомагане подпомагания
енергия енергии енергията
пчелар пчелари пчеларите
субсидия субсидии
ферма ферми
овца овце овцете
крава крави
склад складове
соларен соларни соларна
ваучер ваучери
музей музеи музея музеят
трактор трактори
ден дни
нощ нощи
вечер вечери
министър министри министъра
вятър ветрове
съвет съвети
отдел отдели отдела
метър метри
номер номера номерът
лекар лекари
семейство семейства
дърво дървета дървото
закупуване закупувания
""".strip().splitlines()
"""Of the fields and of short words, whose few letters leave the stemmer little to hold on to."""


def forms() -> list[tuple[str, str]]:
    """Each base form with each of its inflected forms."""
    return [(base, form) for base, *others in map(str.split, FAMILIES) for form in (base, *others)]


def informal(word: str) -> str:
    """A word as people type it in a chat."""
    return word.translate(str.maketrans("чшъяцв", "46uqcv")).replace("ж", "j").replace("щ", "6t")


@pytest.mark.parametrize(("base", "form"), forms())
def test_an_enquiry_is_found_by_any_form_of_its_words(base: str, form: str) -> None:
    document = document_terms(form).split()
    latin = document_terms(transliterate(form)).split()
    for typed in (base, transliterate(base), transliterate(informal(base)), base.upper()):
        term = query_terms(f"{typed} края")[0]
        assert term in document, typed
        assert term in latin, typed


@pytest.mark.parametrize("family", MORE_FAMILIES)
def test_every_form_of_a_word_finds_every_other_while_it_is_the_last_one_typed(family: str) -> None:
    for form in family.split():
        document = document_terms(form).split()
        for typed in family.split():
            for written in (typed, transliterate(typed)):
                [term] = query_terms(written)
                assert any(own.startswith(term) for own in document), (form, written)


@pytest.mark.parametrize(
    "word", [family.split()[0] for family in FAMILIES] + ["Казанлък", "Стефанова", "оценяване"]
)
def test_a_word_is_found_at_every_letter_while_it_is_typed(word: str) -> None:
    document = document_terms(word).split()
    for length in range(3, len(word) + 1):
        if word[:length] == "раз":  # разх… is written razh…, as раж… is
            continue
        typed = query_terms(word[:length])[-1]
        assert any(term.startswith(typed) for term in document), (word[:length], typed)


def test_different_words_are_not_found_for_each_other() -> None:
    bases = [family.split()[0] for family in FAMILIES]
    stems: dict[str, set[str]] = {}
    for base in [*bases, "общ", "общество", "град", "градина", "производство", "качество", "среда"]:
        stems.setdefault(query_terms(f"{base} края")[0], set()).add(base)
    together = [group for group in stems.values() if len(group) > 1]
    assert together == [{"стопанин", "стопанство"}, {"грант", "grant"}]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Вижте 2026-000123.", "2026-000123"),
        ("Вижте 2026-000123.", "2026 – 000123"),
        ("Вижте 2026-000123.", "000123"),
        ("Вижте 2026-000123.", "123"),
        ("по BG16RFOP001-8.006-0008-C01", "BG16RFOP001-8.006"),
        ("по BG16RFOP001-8.006-0008-C01", "ВG16RFОР001 – 8.006 – 0008 – С01"),
        ("по BG16RFOP001-8.006-0008-C01", "bg16rfop001"),
        ("по 2021BG16RFPR001-1.012", "BG16RFPR001-1.012"),
        ("по ПВУ BG-RRP-1.004", "BG RRP 1.004"),
        ("тел. 042/603 526", "+359 42 603526"),
        ("тел. 042/603 526", "042603526"),
        ("тел. +359 888 12 34 56", "0888123456"),
        ("ЕИК 000694037", "000694037"),
        ("чл. 58в от закона", "чл. 58в"),
        ("Schools in Kazanlak", "казанлък school"),
        ("пише ivan.petrov@example.org", "петров"),
    ],
)
def test_an_enquiry_is_found_by_a_number_in_any_spelling(text: str, question: str) -> None:
    document = document_terms(text).split()
    *whole, last = query_terms(question)
    assert set(whole) <= set(document)
    assert any(term.startswith(last) for term in document)


def test_small_words_neither_fill_the_index_nor_empty_the_result() -> None:
    assert document_terms("на и за по от") == ""
    assert query_terms("срок за отговор на") == query_terms("срок отговор")
    assert query_terms("") == []
    assert query_terms("на") == ["na"]


def test_hits_are_shown_where_they_stand() -> None:
    assert highlight("Моите запитвания за Казанлък.", query_terms("zapitvane kazan")) == [
        ("Моите ", False),
        ("запитвания", True),
        (" за ", False),
        ("Казанлък", True),
        (".", False),
    ]
    assert highlight("Нищо", []) == [("Нищо", False)]


@given(st.text(max_size=120), st.text(max_size=30))
def test_no_text_breaks_the_search_and_marking_loses_none_of_it(text: str, question: str) -> None:
    document = document_terms(text)
    terms = query_terms(question)
    assert all(term and " " not in term for term in terms)
    assert all(term.isalnum() for term in document.split())
    assert "".join(part for part, _ in highlight(text, terms)) == text


@given(st.lists(st.sampled_from([form for _, form in forms()]), min_size=1, max_size=8))
def test_every_text_is_found_by_its_own_words(chosen: list[str]) -> None:
    text = " ".join(chosen)
    document = document_terms(text).split()
    *whole, last = query_terms(text)
    assert set(whole) <= set(document)
    assert any(term.startswith(last) for term in document)
