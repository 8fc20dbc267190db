"""„On …, … wrote:“ in the words of many programs and languages: folded with what it quotes."""

import pytest

from oic.mail.trimming.pieces import new_text

NEW = "Благодаря, устройва ме.\n\nИван"

SURE = [
    # Gmail
    "On Mon, Oct 5, 2026 at 10:12 AM OIC Stara Zagora <oic@example.bg> wrote:",
    "On Mon, Oct 5, 2026 at 10:12 AM OIC Stara Zagora\n<oic-stara-zagora@example.bg> wrote:",
    "On Mon, Oct 5, 2026 at\n10:12 AM OIC\n<oic@example.bg>\nwrote:",
    "На пн, 5.10.2026 г. в 10:12 ОИЦ <oic@example.bg> написа:",
    "На 5 октомври 2026 г. 10:12, ОИЦ <oic@example.bg> написа:",
    "Am Mo., 5. Okt. 2026 um 10:12 Uhr schrieb OIC <oic@example.bg>:",
    "OIC <oic@example.bg> schrieb am Mo., 5. Okt. 2026, 10:12:",
    "Le lun. 5 oct. 2026 à 10:12, OIC <oic@example.bg> a écrit :",
    "El lun, 5 oct 2026 a las 10:12, OIC (<oic@example.bg>) escribió:",
    "Il giorno lun 5 ott 2026 alle ore 10:12 OIC <oic@example.bg> ha scritto:",
    "Em seg., 5 de out. de 2026 às 10:12, OIC <oic@example.bg> escreveu:",
    "Op ma 5 okt 2026 om 10:12 schreef OIC <oic@example.bg>:",
    "pon., 5 paź 2026 o 10:12 OIC <oic@example.bg> napisał(a):",
    "po 5. 10. 2026 v 10:12 odesílatel OIC <oic@example.bg> napsal:",
    "po 5. 10. 2026 o 10:12 OIC <oic@example.bg> napísal(a):",
    "În lun., 5 oct. 2026 la 10:12, OIC <oic@example.bg> a scris:",
    "OIC <oic@example.bg>, 5 Eki 2026 Pzt, 10:12 tarihinde şunu yazdı:",
    "Στις Δευ 5 Οκτ 2026 στις 10:12 π.μ., ο χρήστης OIC <oic@example.bg> έγραψε:",
    "Den mån 5 okt. 2026 kl 10:12 skrev OIC <oic@example.bg>:",
    "man. 5. okt. 2026 kl. 10.12 skrev OIC <oic@example.bg>:",
    "ma 5. lokak. 2026 klo 10.12 OIC (oic@example.bg) kirjoitti:",
    "OIC <oic@example.bg> ezt írta (időpont: 2026. okt. 5., H, 10:12):",
    "пон, 5. окт 2026. у 10:12 OIC <oic@example.bg> је написао/ла:",
    "pon, 5. lis 2026. u 10:12 OIC <oic@example.bg> napisao je:",
    "пн, 5 окт. 2026 г. в 10:12, OIC <oic@example.bg>:",
    "пн, 5 жовт. 2026 р. о 10:12 OIC <oic@example.bg> пише:",
    "OIC <oic@example.bg> 于2026年10月5日周一 10:12写道：",
    "2026年10月5日(月) 10:12 OIC <oic@example.bg>:",
    "2026년 10월 5일 (월) 오전 10:12, OIC <oic@example.bg>님이 작성:",
    # Apple Mail
    "On 5 Oct 2026, at 10:12, OIC <oic@example.bg> wrote:",
    "On Oct 5, 2026, at 10:12 AM, OIC <oic@example.bg> wrote:",
    "Am 05.10.2026 um 10:12 schrieb OIC <oic@example.bg>:",
    "Le 5 oct. 2026 à 10:12, OIC <oic@example.bg> a écrit :",
    "Il giorno 5 ott 2026, alle ore 10:12, OIC <oic@example.bg> ha scritto:",
    "El 5 oct 2026, a las 10:12, OIC <oic@example.bg> escribió:",
    "5 окт. 2026 г., в 10:12, OIC <oic@example.bg> написал(а):",
    "在 2026年10月5日，上午10:12，OIC <oic@example.bg> 写道：",
    "2026/10/05 10:12、OIC <oic@example.bg>のメール:",
    # Thunderbird
    "On 10/5/26 10:12, OIC wrote:",
    "Am 05.10.26 um 10:12 schrieb OIC:",
    "На 5.10.26 г. в 10:12, ОИЦ написа:",
    "Le 05/10/2026 à 10:12, OIC a écrit :",
    "El 05/10/2026 a las 10:12, OIC escribió:",
    "Il 05/10/26 10:12, OIC ha scritto:",
    "Op 05-10-2026 om 10:12 schreef OIC:",
    "W dniu 05.10.2026 o 10:12, OIC pisze:",
    "Dne 05. 10. 26 v 10:12 OIC napsal(a):",
    "05.10.2026 10:12, OIC пишет:",
    # Yahoo, Zoho, Proton, mail.ru, Yandex
    "On Monday, October 5, 2026 at 10:12:00 AM GMT+3, OIC <oic@example.bg> wrote:",
    "--- On Mon, 10/5/26, OIC <oic@example.bg> wrote:",
    "---- On Mon, 05 Oct 2026 10:12:00 +0300 OIC <oic@example.bg> wrote ----",
    "On Monday, October 5th, 2026 at 10:12, OIC <oic@example.bg> wrote:",
    "Понедельник, 5 октября 2026, 10:12 +03:00 от OIC <oic@example.bg>:",
    '05.10.2026, 10:12, "OIC" <oic@example.bg>:',
    # Freshdesk, Android, GroupWise, Tuta, Spark
    "On Mon, 5 Oct at 10:12 AM , OIC <oic@example.bg> wrote:",
    "OIC <oic@example.bg> wrote:",
    ">>> OIC <oic@example.bg> 10/5/2026 10:12 AM >>>",
    "5 Oct 2026, 10:12 by oic@example.bg:",
    "On 5 Oct 2026, 10:12 +0300, OIC <oic@example.bg>, wrote:",
    # Horde, Pine, mutt
    "On Mon, 5 Oct 2026, OIC wrote:",
    "* OIC <oic@example.bg> [2026-10-05 10:12:00 +0300]:",
]
WITH_SIGNS = [
    "Ivan Petrov wrote:",
    "Иван Петров написа:",
    "Ivan Petrov <ivan@example.bg> writes:",
    "On Mon, Oct 05, 2026 at 10:12:00AM +0300, OIC wrote:",
    "In article <abc123@news.example>, OIC <oic@example.bg> writes:",
    "In message <5DEF0A@mail.example> you write:",
    "Quoting OIC <oic@example.bg>:",
    "Цитат от ОИЦ <oic@example.bg>:",
    "Am Montag, 5. Oktober 2026 schrieb OIC:",
    "OIC wrote on 5/10/2026 10:12:",
    "On October 5, 2026, OIC wrote:",
]


@pytest.mark.parametrize("line", SURE)
def test_an_attribution_is_known_whatever_follows_it(line: str) -> None:
    assert new_text(f"{NEW}\n\n{line}\n\n> Здравейте,\n>\n> отговор\n") == NEW
    assert new_text(f"{NEW}\n\n{line}\n\nЗдравейте,\n\nотговор\n") == NEW
    assert new_text(f"{line}\n> Кога?\n\n{NEW}\n") == NEW


@pytest.mark.parametrize("line", WITH_SIGNS)
def test_a_shorter_attribution_is_known_above_a_quotation(line: str) -> None:
    assert new_text(f"{NEW}\n\n{line}\n> Здравейте,\n>> отговор\n") == NEW


@pytest.mark.parametrize("line", SURE[:3])
@pytest.mark.parametrize("sign", ["| ", ": ", "OIC> ", "» "])
def test_other_signs_of_quotation_are_known_below_an_attribution(line: str, sign: str) -> None:
    assert new_text(f"{NEW}\n\n{line}\n{sign}Здравейте,\n{sign}отговор\n") == NEW


def test_an_attribution_with_the_quotation_in_its_line_is_folded() -> None:
    line = "On Mon, Oct 5, 2026 at 10:12 AM OIC <oic@example.bg> wrote: > Hello, > the answer"

    assert new_text(f"{NEW}\n\n{line}\n") == NEW


def test_an_attribution_that_lost_its_quotation_is_folded() -> None:
    assert new_text(f"{NEW}\n\n{SURE[0]}\n") == NEW


def test_the_sign_before_the_attribution_is_no_answer_point_by_point() -> None:
    assert new_text(f"> On 5 Oct 2026, at 10:12, OIC wrote:\n> \n> Кога?\n\n{NEW}\n") == NEW


def test_a_word_broken_off_a_quoted_line_is_no_answer() -> None:
    long = "> this line was too long for the program which wraps all that it sends to"
    text = f"{NEW}\n\n{SURE[0]}\n{long}\nother people\n> and goes on\n"

    assert new_text(text) == NEW


@pytest.mark.parametrize(
    "text",
    [
        "На 5.10.2026 г. от общината ни писаха:\n\nняма пари.",
        "Hi\n\nOn 5.10.2026 at 10:12 your colleague wrote:\n\nno money.\n\nIs it true?",
        "Здравейте\n\nНа 5.10.2026 г. в 10:12 ч. кметът ни написа:\n\nняма пари.",
        "Здравейте\n\nНа 5 май в 10:12 Иван Петров написа:\n\nняма пари.",
        "На 5.10.2026 г. кметът написа:\n\nняма пари.",
        "In the letter of 5.10.2026 they wrote:\n\nthere is no money.",
        "Моят адрес е ivan@example.bg, а въпросите са:\n\n1. Кога?\n2. Къде?",
        "Срокът е 5.10.2026, 10:12 часа. Документи:\n\nоферта",
        "Фирмата написа:\nдаваме оферта до 5.10.2026 10:00",
        "Пишете ми на ivan@example.bg до 5.10.2026 г. 10:00 ч.:\n\nще чакам",
    ],
)
def test_what_a_person_says_of_others_is_no_attribution(text: str) -> None:
    assert new_text(text) == text
