"""The lines by which mail programs say that an earlier letter, or a signature, begins.

Every pattern is anchored and bounded, so that no text takes more than linear time. What a
program writes in many languages is kept as words, one list for each thing.
"""

import re

_WROTE = (
    r"wrote|написа(?:л[аи]?|л\(а\))?|пише|schrieb|geschrieben|a\s+écrit|a\s+ecrit|escribió|escribio"
    r"|escreveu|ha\s+scritto|scrisse|schreef|napisał(?:\(a\))?|napsal(?:\(a\))?|skrev|kirjoitti"
    r"|a\s+scris|έγραψε|yazdı|писа(?:л|ла)"
)
_DATE = (
    r"\d{1,2}[.:]\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}"
    r"|\b(?:19|20)\d\d\b"
)
_ADDRESS = r"[<\[(]?[^\s<>@\[\]()]{1,80}@[^\s<>@\[\]()]{1,120}[>\])]?"

DATED = re.compile(_DATE)
ADDRESSED = re.compile(_ADDRESS)
WROTE = re.compile(rf"\b(?:{_WROTE})\b[^\n]{{0,120}}:\s*$", re.IGNORECASE)
"""An attribution ends with the verb and a colon; German puts a name between („schrieb Иван:“)."""

OPENS = re.compile(
    r"^(?:on|на|в|am|le|el|em|il|op|den|dne|dnia|w dniu|pe|la|στις|\d|\S{1,12},\s)", re.IGNORECASE
)
"""How an attribution begins: „On“, a date, or the day of the week and a comma."""

# mail.ru and Yandex have no verb: „Понедельник, 5 октября 2026, 10:12 +03:00 от Иван <…>:“.
BY_SENDER = re.compile(rf"^.{{0,160}}(?:{_DATE}).{{0,160}}(?:{_ADDRESS})\s*:\s*$", re.IGNORECASE)

_ORIGINAL = (
    r"original\s+(?:message|mail|e-?mail)|forwarded\s+(?:message|by)[^-]{0,80}|reply\s+message"
    r"|оригинално\s+(?:писмо|съобщение)|препратено\s+(?:писмо|съобщение)"
    r"|първоначално\s+(?:писмо|съобщение)|цитирано\s+(?:писмо|съобщение)"
    r"|исходное\s+(?:сообщение|письмо)|пересылаемое\s+сообщение|пересланное\s+сообщение"
    r"|ursprüngliche\s+(?:nachricht|mitteilung)|weitergeleitete\s+nachricht"
    r"|message\s+(?:d['’]origine|transféré|original)|mensaje\s+original|mensagem\s+original"
    r"|messaggio\s+originale|oorspronkelijk\s+bericht|oprindelig\s+meddelelse"
    r"|ursprungligt\s+meddelande|alkuperäinen\s+viesti|wiadomość\s+oryginalna|mesaj\s+original"
)
DELIMITER = re.compile(rf"^[-_=*–—]{{2,40}}\s*(?:{_ORIGINAL})\s*[-_=*–—]{{0,40}}$", re.IGNORECASE)
BEGINS_FORWARDED = re.compile(
    r"^(?:begin forwarded message|започва препратено съобщение|начало переадресованного сообщения"
    r"|anfang der weitergeleiteten nachricht|début du message (?:transféré|réexpédié))\s*:$",
    re.IGNORECASE,
)
REPLY_ABOVE = re.compile(
    r"^[-#=_\s]{0,20}(?:please\s+)?(?:(?:reply|write|type your reply)\s+above\s+this\s+line"
    r"|(?:моля,?\s+)?пишете\s+над\s+(?:тази|този)\s+(?:линия|ред)).{0,80}$",
    re.IGNORECASE,
)
RULE = re.compile(r"^_{20,}$|^-{20,}$")
"""Outlook's line; it counts only with headers under it."""

_HEADERS = {
    "from": "from|от|von|de|da|van|от кого|od|från|fra|lähettäjä",
    "other": (
        "sent|date|to|cc|subject|reply-to|изпратено|дата|до|копие|як|относно|тема|gesendet|datum"
        "|an|betreff|envoyé|date|à|objet|отправлено|кому|копия|enviado|fecha|para|asunto|inviato"
        "|a|oggetto|verzonden|aan|onderwerp|wysłano|do|temat|skickat|till|ämne"
    ),
}
HEADER_FROM = re.compile(rf"^\**(?:{_HEADERS['from']})\s?:\**\s?\S", re.IGNORECASE)
HEADER = re.compile(
    rf"^\**(?:{_HEADERS['from']}|{_HEADERS['other']})\s?:\**(?:\s|$)", re.IGNORECASE
)

SIGNATURE = re.compile(r"^(?:--|—|–|- -|__+|-- ?\*?|\*{5,})$")
SENT_FROM = re.compile(
    r"^[\[(<*_]{0,2}(?:"
    r"(?:sent|written|posted)\s+(?:from|via|using|with|by)\s+(?:my|the|a|an|mail|outlook|yahoo"
    r"|samsung|proton|windows|gmail|huawei|xiaomi|iphone|ipad|android|blackberry|nokia|mobile)\b"
    r"|get\s+outlook\s+for\b|envoyé\s+(?:de|depuis)\s+(?:mon|ma|l)\b"
    r"|(?:von\s+mein\w{2}\s+.{1,40}\s)?gesendet\s*(?:mit|von|$)|diese nachricht wurde von mein"
    r"|enviado\s+(?:desde|do|a partir do|de)\s+(?:mi|meu)\b|inviato\s+da\b"
    r"|verstuurd\s+vanaf\b|skickat\s+från\b|wysłan[eo]\s+z\b"
    r"|изпратено\s+(?:от|чрез|с|през)\s+(?:моя|моето|mail|outlook|yahoo|iphone|телефон|мобил"
    r"|samsung|android|abv)|отправлено\s+(?:с|из|от)\b"
    r").{0,100}$",
    re.IGNORECASE,
)
