"""Headers and delimiters of an earlier letter that goes to the end without signs."""

import pytest

from oic.mail.trimming.pieces import new_text

NEW = "Здравейте,\n\nизпращам документите."
BODY = "\n\nУважаеми господине,\n\nмоля за документите.\n"

HEADERS = {
    "Outlook 2003": "From: OIC [mailto:oic@example.bg]\nSent: Monday, October 05, 2026 10:12 AM\n"
    "To: Ivan\nSubject: RE: x",
    "Outlook 2010 without Sent": "From: OIC <oic@example.bg>\nTo: Ivan\nSubject: RE: x",
    "Outlook 365": "________________________________\nFrom: OIC <oic@example.bg>\n"
    "Sent: Monday, October 5, 2026 10:12 AM\nTo: Ivan <ivan@example.bg>\nCc: Petar\nSubject: Re: x",
    "Outlook in bold": "*From:* OIC\n*Sent:* Monday, 5 October 2026\n*To:* Ivan\n*Subject:* x",
    "Outlook in markdown": "**From:** OIC\n**Sent:** Monday, 5 October 2026\n**To:** Ivan\n"
    "**Subject:** x",
    "Outlook, long list": "From: OIC <oic@example.bg>\nSent: Monday, October 5, 2026 10:12 AM\n"
    "To: Ivan Ivanov <ivan@example.bg>; Petar Petrov\n<petar@example.bg>; Georgi\n"
    "<georgi@example.bg>\nSubject: x",
    "Outlook, blank between": "From: OIC <oic@example.bg>\n\nSent: Monday, "
    "October 5, 2026 10:12\n\n"
    ""
    "To: Ivan\n\nSubject: x",
    "Outlook, all in a line": "From: OIC Sent: Monday, October 5, 2026 10:12 AM To: Ivan Subject: "
    "x",
    "Outlook Express": "----- Original Message ----- \nFrom: OIC\nTo: Ivan\n"
    "Sent: Monday, October 05",
    "Windows Mail": "From: ‎OIC\nSent: ‎Monday‎, ‎October‎ ‎5‎, ‎2026 ‎10‎:‎12\nTo: ‎Ivan",
    "Hotmail": "Date: Mon, 5 Oct 2026 10:12:00 +0300\nFrom: oic@example.bg\nTo: ivan@example.bg\n"
    "Subject: x",
    "Hotmail of old": "Subject: RE: x\nDate: Mon, 5 Oct 2026 10:12:00 +0300\nFrom: oic@example.bg\n"
    "To: ivan@example.bg",
    "Hotmail with a rule": "--------------------------------\nFrom: oic@example.bg\n"
    "To: ivan@example.bg\nSubject: x\nDate: Mon, 5 Oct 2026",
    "Outlook in Bulgarian": "От: ОИЦ <oic@example.bg>\nИзпратено: понеделник, 5 октомври 2026 г.\n"
    "До: Иван\nКопие: Петър\nОтносно: x",
    "Outlook in German": "Von: OIC <oic@example.bg>\nGesendet: Montag, 5. Oktober 2026 10:12\n"
    "An: Ivan\nBetreff: x",
    "GMX": "Gesendet: Montag, 05. Oktober 2026 um 10:12 Uhr\nVon: OIC <oic@example.bg>\n"
    "An: ivan@example.bg\nBetreff: x",
    "Outlook in French": "De : OIC <oic@example.bg>\nEnvoyé : lundi 5 octobre 2026 10:12\n"
    "À : Ivan\nObjet : x",
    "Outlook in Spanish": "De: OIC\nEnviado: lunes, 5 de octubre de 2026\nPara: Ivan\nAsunto: x",
    "Outlook in Portuguese": "De: OIC\nEnviada em: segunda-feira, 5 de outubro\nPara: I\n"
    "Assunto: x",
    "Outlook in Italian": "Da: OIC\nInviato: lunedì 5 ottobre 2026\nA: Ivan\nOggetto: x",
    "Outlook in Dutch": "Van: OIC\nVerzonden: maandag 5 oktober 2026\nAan: Ivan\nOnderwerp: x",
    "Outlook in Polish": "Od: OIC\nWysłano: 5 października 2026\nDo: Ivan\nTemat: x",
    "Outlook in Russian": "От: OIC\nОтправлено: 5 октября 2026 г.\nКому: Иван\nТема: x",
    "Outlook in Czech": "Od: OIC\nOdesláno: pondělí 5. října 2026\nKomu: Ivan\nPředmět: x",
    "Outlook in Romanian": "De la: OIC\nTrimis: luni, 5 octombrie 2026\nCătre: Ivan\nSubiect: x",
    "Outlook in Turkish": "Kimden: OIC\nGönderildi: 5 Ekim 2026\nKime: Ivan\nKonu: x",
    "Outlook in Greek": "Από: OIC\nΣτάλθηκε: 5 Οκτωβρίου 2026\nΠρος: Ivan\nΘέμα: x",
    "Outlook in Danish": "Fra: OIC\nSendt: 5. oktober 2026\nTil: Ivan\nEmne: x",
    "Outlook in Swedish": "Från: OIC\nSkickat: den 5 oktober 2026\nTill: Ivan\nÄmne: x",
    "Outlook in Finnish": "Lähettäjä: OIC\nLähetetty: 5. lokakuuta 2026\nVastaanottaja: I\nAihe: x",
    "Outlook in Hungarian": "Feladó: OIC\nElküldve: 2026. október 5.\nCímzett: Ivan\nTárgy: x",
    "Outlook in Chinese": "发件人: OIC\n发送时间: 2026年10月5日 10:12\n收件人: Ivan\n主题: x",
    "Outlook in Japanese": "差出人: OIC\n送信日時: 2026年10月5日 10:12\n宛先: Ivan\n件名: x",
    "Outlook in Korean": "보낸 사람: OIC\n보낸 날짜: 2026년 10월 5일\n받는 사람: Ivan\n제목: x",
    "Lotus Notes": "OIC <oic@example.bg>\n05.10.2026 10:12\n\nTo\nIvan\ncc\n\nSubject\nx",
    "iNotes": '-----"OIC" <oic@example.bg> wrote: -----\nTo: Ivan\nFrom: OIC\nDate: 05/10/2026',
    "BlackBerry": "-----Original Message-----\nFrom: OIC <oic@example.bg>\nDate: Mon, 5 Oct 2026",
    "BlackBerry 10": "  Original Message  \nFrom: OIC\nSent: Monday, 5 October 2026 10:12\n"
    "To: Ivan",
    "Samsung": "-------- Original message --------\nFrom: OIC <oic@example.bg>\nDate: 05/10/2026",
    "Samsung in Bulgarian": "-------- Оригинално съобщение --------\nОт: ОИЦ\nДата: 5.10.26 10:12",
    "AOL": "-----Original Message-----\nFrom: OIC <oic@example.bg>\nTo: ivan <ivan@example.bg>\n"
    "Sent: Mon, Oct 5, 2026 10:12 am\nSubject: x",
    "Zimbra": '----- Original Message -----\nFrom: "OIC" <oic@example.bg>\n'
    'To: "Ivan" <i@example.bg>',
    "web.de": "-----Ursprüngliche Nachricht-----\nVon: OIC\nGesendet: 05.10.2026",
    "Proton": "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Monday, October 5th, 2026 at 10:12, OIC "
    "<oic@example.bg> wrote:",
    "Seznam": "---------- Původní e-mail ----------\nOd: OIC\nKomu: Ivan\nDatum: 5. 10. 2026 10:12",
    "QQ": "------------------ 原始邮件 ------------------\n发件人: OIC\n发送时间: 2026年10月5日",
    "forward of Gmail": "---------- Forwarded message ---------\nFrom: OIC <oic@example.bg>\n"
    "Date: Mon, Oct 5, 2026\nSubject: x\nTo: Ivan",
    "forward of Apple": "Begin forwarded message:\n\nFrom: OIC <oic@example.bg>\nSubject: x\n"
    "Date: 5 October 2026\nTo: Ivan",
    "forward of Thunderbird": "-------- Forwarded Message --------\n"
    "Subject: \tx\nDate: \tMon, 5 Oct\n"
    ""
    "From: \tOIC <oic@example.bg>\nTo: \tIvan",
    "forward of abv.bg": "-------- Препратено писмо --------\nОт: ОИЦ\nОтносно: x\nДо: Иван",
    "forward of mail.ru": "-------- Пересылаемое сообщение --------\nОт: OIC\nКому: Иван\nДата: x",
    "forward of Notes": "----- Forwarded by OIC/BG on 05.10.2026 10:12 -----\n\nOIC",
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_the_earlier_letter_is_folded_from_its_first_header(headers: str) -> None:
    assert new_text(f"{NEW}\n\n{headers}{BODY}") == NEW
    assert new_text(f"{NEW}\n{headers}\n{BODY}".replace("\n", "\r\n")) == NEW


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_a_letter_forwarded_without_a_word_is_read_whole(headers: str) -> None:
    assert BODY.strip() in new_text(f"{headers}{BODY}")


@pytest.mark.parametrize(
    "quoted",
    [
        "-------- Original-Nachricht --------\n> Datum: Mon, 5 Oct 2026\n> Von: OIC\n> Text\n",
        "-------- Original Message --------\nOn 10/5/26 10:12, OIC wrote:\n\n> Text\n",
        "-----Original Message-----\n> From: OIC\n> Sent: Monday\n>\n> Text\n",
    ],
)
def test_a_delimiter_above_lines_with_signs_is_folded_with_them(quoted: str) -> None:
    assert new_text(f"{NEW}\n\n{quoted}") == NEW
    assert new_text(f"{quoted}\n{NEW}") == NEW


def test_a_telephones_title_between_empty_lines_is_a_delimiter() -> None:
    assert new_text(f"{NEW}\n\n  Original Message  {BODY}") == NEW


MARKERS = [
    "##- Please type your reply above this line -##",
    "-- Reply ABOVE THIS LINE to respond --",
    "--- Reply above this line ---",
    "=== WRITE YOUR REPLY ABOVE THIS LINE ===",
    "Please reply above this line",
    "<<< Please do not write below this line >>>",
    "*** Do not edit below this line ***",
    "-=-=- Only text above this line is added -=-=-",
    "To respond, please write above this line",
    "##- Пишете над тази линия -##",
    "--- Моля, напишете отговора си над този ред ---",
    "--- Не пишете под тази линия ---",
    "--- Пожалуйста, ответьте выше этой линии ---",
    "--- Bitte antworten Sie über dieser Linie ---",
    "##- Bitte geben Sie Ihre Antwort oberhalb dieser Zeile ein. -##",
    "--- Répondez au-dessus de cette ligne ---",
    "--- Responda por encima de esta línea ---",
    "--- Rispondi sopra questa riga ---",
    "--- Antwoord boven deze lijn ---",
    "--- Odpowiedz powyżej tej linii ---",
]


@pytest.mark.parametrize("marker", MARKERS)
def test_what_stands_below_our_line_is_folded_with_its_attribution(marker: str) -> None:
    assert new_text(f"{NEW}\n\n{marker}\n\nЗапитване 2026-000123\n") == NEW
    above = "On 5.10.2026 10:12, OIC <oic@example.bg> wrote:"
    assert new_text(f"{NEW}\n\n{above}\n\n{marker}\n\nЗапитване 2026-000123\n") == NEW


def test_an_answer_below_a_quotation_with_headers_stays() -> None:
    text = "----- Original Message -----\nFrom: OIC\nTo: Ivan\n\n> Кога?\n> Къде?\n\nУтре, тук.\n"

    assert new_text(text) == "Утре, тук."


@pytest.mark.parametrize(
    "text",
    [
        "Здравейте,\n\nДо: Община Х\nОт: Иван Петров\nОтносно: искане\n\nмоля за отговор",
        "Здравейте,\n\nДата: 5 май\nТема: обучение\nЗа: читалища\n\nще дойдем",
        "From: Sofia\nTo: Plovdiv\n\nHow much is the ticket?",
        "Please reply above all to the second question. Below is the table.",
        "Hello,\n\nThe original message was lost.\n\nPlease send it again.",
        "Резултати\n\n-----\n\nпърво\n\n-----\n\nвторо",
        "Hi\n\n________________\n\nnothing below is a header",
        "Въпрос:\n> 50 души персонал означава ли средно предприятие\n",
        "Въпрос\n\n| От | До |\n|---|---|\n| 1 | 2 |\n\nвярно ли е?",
        "Патч:\n\n```diff\n--- a/x\n+++ b/x\n> y\n```\n\nдобре ли е?",
    ],
)
def test_a_persons_own_lines_are_no_headers(text: str) -> None:
    assert new_text(text) == text.strip()


@pytest.mark.parametrize("note", ["Sent from my iPhone", "-- \nИван Петров", "Get Outlook for iOS"])
def test_a_letter_forwarded_with_nothing_but_a_signature_is_read(note: str) -> None:
    assert BODY.strip() in new_text(f"{note}\n\n{HEADERS['forward of Apple']}{BODY}")


@pytest.mark.parametrize(
    "quoted",
    [
        "On Mon, Oct 5, 2026 at 10:12 AM OIC <oic@example.bg> wrote: > Hello, > the answer",
        "На пн, 5.10.2026 г. в 10:12 ОИЦ <oic@example.bg> написа: Здравейте",
        "From: OIC Sent: Monday, October 5, 2026 10:12 AM To: Ivan Subject: RE: x Hello",
    ],
)
def test_an_earlier_letter_is_folded_where_a_program_lost_the_line_ends(quoted: str) -> None:
    assert new_text(f"Благодаря! {quoted}") == "Благодаря!"


def test_a_telephone_that_loses_a_line_end_does_not_bring_the_earlier_letter_back() -> None:
    text = f"{NEW}\n\nSent from my Windows Phone From: OIC\nSent: 10/5/2026 10:12\nTo: I{BODY}"

    assert new_text(text) == NEW


@pytest.mark.parametrize("rule", ["---", "________", "* * *", "-----------"])
def test_the_rule_above_an_earlier_letter_goes_with_it(rule: str) -> None:
    assert new_text(f"{NEW}\n\n{rule}\n\nOn 5.10.2026 10:12, OIC wrote:\n> x\n") == NEW
    assert new_text(f"{NEW}\n\n{rule}\n{HEADERS['Outlook in bold']}{BODY}") == NEW
