"""What a letter's signature says of its writer: proposed to a person, never taken for granted."""

import re
from dataclasses import dataclass

import phonenumbers

from oic.mail.trimming.pieces import PieceKind, split

_SIGN_OFF = re.compile(
    r"^[\W_]{0,3}(?:с\s+(?:уважение|поздрав|почит|най-добри|пожелание)|поздрави|сърдечни\s+поздрави"
    r"|благодаря(?:\s+(?:ви|предварително))?|хубав\s+ден|лек\s+ден|приятен\s+ден|успешен\s+ден"
    r"|(?:best|kind|warm)?\s*regards|best\s+wishes|sincerely|yours\s+\w{4,10}|thank\s+you|thanks"
    r"|cheers|pozdravi|s\s+uvazhenie|s\s+uvajenie)\b.{0,40}$",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:ЕООД|ООД|ЕАД|АД|ЕТ|СД|КД|ДЗЗД|СНЦ|СЮЛНЦ|НЧ|ОУ|СУ|ПГ\w{0,4}|ДГ|НУ|Ltd|LLC|GmbH|EOOD|OOD|Inc"
    r"|читалище|училище|гимназия|детска градина|община|кметство|сдружение|фондация|университет"
    r"|болница|кооперация|съюз|асоциация|музей|библиотека|агенция|дирекция|министерство|клуб"
    r"|municipality|school|association|foundation|university|company)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"^(?:(?:инж|д-р|доц|проф|г-н|г-жа|адв|арх|mr|mrs|ms|dr|eng)\.?\s+)?"
    r"((?:[А-ЯЁA-Z][а-яёa-z'’-]{1,25}|[А-ЯA-Z]\.)(?:\s+(?:[А-ЯЁA-Z][а-яёa-z'’-]{1,25}|[А-ЯA-Z]\.)"
    r"(?:-[А-ЯA-Z][а-яa-z]{1,25})?){1,3})\s*,?$"
)
_ONE_NAME = re.compile(r"^[А-ЯЁA-Z][а-яёa-z'’-]{2,25}$")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_WEBSITE = re.compile(r"\b(?:https?://|www\.)[^\s<>\")]{3,200}", re.IGNORECASE)
_LINES = 12
_LONGEST_LINE = 120


@dataclass(frozen=True)
class Says:
    """What stands in a signature; empty where nothing is sure."""

    name: str = ""
    organisation: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""
    website: str = ""


def signature_says(text: str) -> Says:
    """What the end of a letter says of its writer: the signature, and the lines of the sign-off.

    Never raises; what is not sure is left empty.
    """
    lines = _signature_lines(text)
    joined = "\n".join(lines)
    name = next((match[1] for line in lines if (match := _NAME.match(line)) and _is_name(line)), "")
    if not name:
        name = next((line for line in lines[:1] if _ONE_NAME.match(line)), "")
    email = _EMAIL.search(joined)
    website = _WEBSITE.search(joined)
    return Says(
        name=" ".join(name.split()),
        organisation=next((line for line in lines if _is_organisation(line)), ""),
        phones=_phones(joined),
        email=email[0] if email else "",
        website=website[0].rstrip(".,;") if website else "",
    )


def _signature_lines(text: str) -> list[str]:
    pieces = split(text[-20_000:])
    said = [
        " ".join(line.split()).strip("*_ \t")
        for piece in pieces
        if piece.kind is PieceKind.TEXT
        for line in piece.text.splitlines()
    ]
    said = [line for line in said if line]
    below: list[str] = []
    for number in range(len(said) - 1, max(len(said) - _LINES, -1), -1):
        if _SIGN_OFF.match(said[number]):
            below = said[number + 1 :]
            break
    signed = [
        " ".join(line.split()).strip("*_ \t")
        for piece in pieces
        if piece.kind is PieceKind.SIGNATURE
        for line in piece.text.splitlines()
    ]
    lines = [line for line in (*below, *signed) if line.strip("-—–_ ")]
    return [line for line in lines if len(line) <= _LONGEST_LINE][:_LINES]


def _is_name(line: str) -> bool:
    return not _ORGANISATION.search(line) and not _SIGN_OFF.match(line)


def _is_organisation(line: str) -> bool:
    return bool(_ORGANISATION.search(line)) and "@" not in line and not _SIGN_OFF.match(line)


def _phones(text: str) -> tuple[str, ...]:
    matcher = phonenumbers.PhoneNumberMatcher(text, "BG")
    return tuple(dict.fromkeys(match.raw_string.strip() for match in matcher))[:3]
