"""The headers of an earlier letter in the text of a new one, as Outlook and webmail write them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from oic.mail.trimming.attributions import has_address, has_date, has_day, has_time

_WORDS = {
    "from": (
        "from|от|от кого|від|од|von|absender|de|da|van|od|från|fra|lähettäjä|feladó|kimden|gönderen"
        "|από|expéditeur|remitente|mittente|remetente|afzender|nadawca|odesílatel|odosielateľ"
        "|pošiljatelj|expeditor|de la|saatja|nuo|発信者|差出人|送信者"
        "|发件人|發件人|寄件者|보낸 사람|보낸사람"
    ),
    "date": (
        "sent|sent on|date|date sent|изпратено|изпратен|изпратено на|дата|gesendet"
        "|gesendet am|datum"
        "|envoyé|envoyé le|envoye|date d'envoi|enviado|enviado el|enviado em|enviada em"
        "|enviada|fecha"
        "|data|inviato|data invio|verzonden|wysłano|wysłane|odesláno|odoslané|dátum|skickat|sendt"
        "|dato|lähetetty|päiväys|päivämäärä|elküldve|küldve|trimis|data trimiterii"
        "|gönderilme tarihi"
        "|tarih|gönderildi|στάλθηκε|ημερομηνία|послато|датум|poslano|poslato|отправлено"
        "|дата отправки"
        "|надіслано|发送时间|发送日期|寄件日期|日期|送信日時|日時|보낸 날짜|날짜|saadetud|išsiųsta"
    ),
    "to": (
        "to|до|кому|an|empfänger|à|a|pour|para|destinatario|destinataire|aan|til|till"
        "|vastaanottaja|do|komu|címzett|către|la|kime|alıcı|προς|za|за|прима|primatelj|prima|per"
        "|收件人|收件者|宛先|받는 사람|받는사람"
    ),
    "subject": (
        "subject|re|относно|тема|предмет|наслов|betreff|betr|objet|sujet|asunto|assunto|oggetto"
        "|onderwerp|temat|předmět|predmet|ämne|emne|aihe|tárgy|subiect|konu|θέμα|naslov|主题|主題"
        "|主旨|件名|제목|teema|tema"
    ),
    "cc": (
        "cc|bcc|копие|копия|скрито копие|як|kopie|kopia|cópia|copie|kopi|kópia|másolat|dw|udw|bilgi"
        "|κοιν|抄送|副本|참조|с копие до"
    ),
    "other": (
        "reply-to|reply to|importance|priority|attachments?|organi[sz]ation|message-id|newsgroups"
        "|x-mailer|sender|in-reply-to|references|envelope-to|answer to|antwort an|répondre à"
        "|важност|приоритет|приложения?|прикачени файлове|priorität|wichtigkeit|anlagen?"
        "|pièces jointes"
        "|datos adjuntos|anexos|allegati|bijlagen|załączniki|přílohy|categories"
        "|return-path|received"
    ),
}
_ALL = "|".join(f"(?P<{kind}>{words})" for kind, words in _WORDS.items())
_HEADER = re.compile(
    rf"^[*_|#]{{0,3}}\s?(?:{_ALL})\s?[*_]{{0,3}}\s?[:：][*_]{{0,3}}(?P<value>.*)$", re.IGNORECASE
)
_COLON = re.compile("[:：]")
_IN_LINE = re.compile(
    rf"(?<=\s)[*_]{{0,2}}(?:{_ALL})\s?[*_]{{0,2}}[:：][*_]{{0,2}}\s", re.IGNORECASE
)
_BOLD = re.compile(r"^\*{1,2}[^*:]{1,30}:?\s?\*{1,2}")
_LONGEST_BLOCK = 24
_CONTINUED = 4
_ENOUGH = 3
_PLENTY = 4
_COUNTED = frozenset({"from", "date", "to", "subject", "cc"})
_BARE = re.compile(
    r"^(?:to|an|до|cc|subject|относно|betreff|kopie|копие|bcc|objet|à|oggetto|para)$"
)


@dataclass
class _Block:
    """What was found of a block so far."""

    kinds: list[str] = field(default_factory=list)
    addressed: bool = False
    from_addressed: bool = False
    dated: bool = False
    bold: bool = False

    def take(self, kind: str, value: str) -> None:
        self.kinds.append(kind)
        addressed = "@" in value and has_address(value)
        self.addressed = self.addressed or addressed
        self.from_addressed = self.from_addressed or (kind == "from" and addressed)
        if kind == "date" and (has_date(value) or has_time(value) or has_day(value)):
            self.dated = True

    def believed(self, *, announced: bool) -> bool:
        """Whether a program wrote this; people begin lines with „От:“ and „До:“ as well."""
        found = _COUNTED.intersection(self.kinds)
        if "from" not in found:
            return False
        if announced:
            return len(found) > 1
        if self.kinds[0] == "from":
            if len(found) >= _PLENTY or (len(found) == _ENOUGH and self.bold):
                return True
            if len(found) == _ENOUGH:
                return "date" in found or self.addressed
            return len(found) > 1 and self.from_addressed and self.dated
        return len(found) >= _ENOUGH and self.dated and (self.addressed or len(found) >= _PLENTY)


def _header(line: str) -> re.Match[str] | None:
    return _HEADER.match(line) if _COLON.search(line[:40]) else None


def _kind(match: re.Match[str]) -> str:
    return next(kind for kind in _WORDS if match[kind])


def header_block(lines: Sequence[str], first: int, *, announced: bool = False) -> int | None:
    """The line after the block of headers that begins here; None where none does.

    ``announced``: a delimiter stands above, when less is needed to believe it.
    """
    match = _header(lines[first])
    if match is None or _kind(match) in {"cc", "other"}:
        return None
    if _kind(match) == "from" and _all_in_one_line(match["value"]):
        return first + 1
    block = _Block(bold=bool(_BOLD.match(lines[first])))
    number, after, loose = first, first, 0
    while number < min(first + _LONGEST_BLOCK, len(lines)):
        line = lines[number]
        match = _header(line)
        if match is not None:
            if _kind(match) == "from" and "from" in block.kinds:
                break
            block.take(_kind(match), match["value"])
            after, loose = number + 1, 0
        elif not line:
            if number + 1 >= len(lines) or _header(lines[number + 1]) is None:
                break  # a blank ends the headers, unless all of them stand apart
        else:
            loose += 1  # a long list of names goes on in the next lines
            if loose > _CONTINUED or block.kinds[-1] == "other":
                break
            block.addressed = block.addressed or has_address(line[:200])
        number += 1
    return after if block.believed(announced=announced) else None


def _all_in_one_line(value: str) -> bool:
    kinds = {_kind(match) for match in _IN_LINE.finditer(value[:400])}
    return len(kinds & _COUNTED) > 1


def notes_block(lines: Sequence[str], first: int) -> bool:
    """The headers of old Lotus Notes: who, when, and below bare words „To“, „cc“, „Subject“."""
    line = lines[first]
    if len(line) > 120 or not (has_date(line) and has_time(line)):  # noqa: PLR2004 - one line
        return False
    bare = {
        below.lower()
        for below in lines[first : first + 12]
        if len(below) < 12 and _BARE.match(below.lower())  # noqa: PLR2004 - a word
    }
    return len(bare) > 1
