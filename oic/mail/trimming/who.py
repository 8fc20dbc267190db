"""What a letter's signature says of its writer: proposed to a person, never taken for granted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import phonenumbers

from oic.core.numbers import parse_phones
from oic.mail.trimming.organisations import organisation_in
from oic.mail.trimming.pieces import Piece, PieceKind, split
from oic.mail.trimming.quotations import find_quotations
from oic.mail.trimming.signs import DISCLAIMER, FOOTER, SENT_FROM, SENTENCE, SIGN_OFF

_TITLE = (
    r"(?:(?:инж|д-р|доц|проф|г-н|г-жа|г-ца|адв|арх|акад|ик|маг|гл\.?\s?ас|mr|mrs|ms|miss|dr|eng"
    r"|prof"
    r"|dipl|ing)\b\.?\s+|(?:ЗП|ЗС)\s+){0,3}"
)
_WORD = r"(?:[А-ЯЁA-Z][а-яёa-z'’]{1,25}(?:-[А-ЯЁA-Z][а-яёa-z]{1,25})?|[А-ЯA-Z]\.)"
_CAPITALS = r"(?:[А-ЯЁA-Z]{2,25}(?:-[А-ЯЁA-Z]{2,25})?)"
_NAME = re.compile(rf"^(?i:{_TITLE})({_WORD}(?:\s?{_WORD}){{1,3}})$")
_NAME_IN_CAPITALS = re.compile(rf"^(?i:{_TITLE})({_CAPITALS}(?:\s{_CAPITALS}){{1,2}})$")
_ONE_NAME = re.compile(r"^[А-ЯЁA-Z][а-яёa-z'’]{2,25}$")
_SURNAME = re.compile(
    r"(?:[оеё]ва?|[сцч]к[иа]й?|ина?|ев|ян|оглу|ич|ска|[oe](?:v|va|ff)|[sc]k[iy]a?|in|ina|ich|ian"
    r"|son)$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"\b(?:управител\w{0,4}|собственик|председател\w{0,4}|секретар\w{0,3}|директор\w{0,4}"
    r"|кмет\w{0,3}"
    r"|експерт\w{0,4}|специалист\w{0,3}|счетоводител\w{0,3}|ръководител\w{0,3}|мениджър\w{0,3}"
    r"|отдел"
    r"|координатор\w{0,3}|консултант\w{0,3}|търговски|главен|старши|младши|сектор|офис|екип\w{0,3}"
    r"|manager|director|expert|officer|assistant|team|office|department|ceo|cto|cfo|owner|founder"
    r"|engineer|freelancer|consultant|coordinator|secretary|president|head|chief|senior|junior"
    r"|sent|изпратено|българия|bulgaria|sofia|софия|пловдив|варна|бургас|казанлък|стара загора"
    r"|велико търново|нова загора|горна оряховица|stara zagora|здравейте|hello|моля|тел|адрес)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"^(?:име(?:\sи\sфамилия)?|name|лице за контакт(?:и)?|за контакт(?:и)?|contact(?: person)?"
    r"|управител"
    r"|председател|директор|кмет|собственик|подател)\s?[:–-]\s?",
    re.IGNORECASE,
)
_AFTER_SIGN_OFF = re.compile(r"^[^,:!–]{3,40}[,:!–]\s?(?P<name>\S.{2,60})$")
_PARTS = re.compile(r"\s*[|•·;]\s*|\s+[-–—/]\s+|\s{3,}|,\s+")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_WEBSITE = re.compile(r"\b(?:https?://|www\.)[^\s<>\")\]|,;]{3,200}", re.IGNORECASE)
_BARE_SITE = re.compile(
    r"^(?:(?:web|website|сайт|уебсайт|w|url)\s?[:.]\s?)?"
    r"((?:[a-z0-9-]{2,60}\.){1,3}(?:bg|com|eu|org|net|info|biz|de|uk))/?$",
    re.IGNORECASE,
)
_SOCIAL = re.compile(
    r"facebook|instagram|linkedin|twitter|youtube|tiktok|aka\.ms|google\.",
    re.IGNORECASE,
)
_NO_PHONE = re.compile(
    r"(?:\b(?:еик|булстат|егн|eik|bulstat|vat|ддс|ин|iban|bic|уин|урн"
    r"|рег)\b\D{0,14}[\dA-Z][\dA-Z ]{5,32}"
    r"|(?<!/)(?<!/ )\b(?:факс|fax)\b[\s.:№]{0,4}[\d\s/().+-]{5,24})",
    re.IGNORECASE,
)
_PHONE_LABEL = re.compile(
    r"\b(?:тел\w{0,5}|моб\w{0,6}|gsm|гсм|phone|tel|mob\w{0,4})\b[\s.:/]{0,4}(?=[+(\d])",
    re.IGNORECASE,
)
_LINES = 14
_LONGEST_LINE = 120
_LONGEST_LETTER = 200_000
_MOST_PHONES = 3
_NAME_WITHIN = 3


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
    pieces = split(text[:_LONGEST_LETTER])
    if _of_another(pieces):
        return Says()
    lines = _signature_lines(pieces)
    joined = "\n".join(lines)
    email = _EMAIL.search(joined)
    return Says(
        name=_name(lines),
        organisation=organisation_in(lines),
        phones=_phones(lines),
        email=email[0].rstrip(".") if email else "",
        website=_website(lines),
    )


def _of_another(pieces: Sequence[Piece]) -> bool:
    """Whether a letter is all text because it only forwards: its signature is somebody else's."""
    if any(piece.kind is PieceKind.QUOTED for piece in pieces):
        return False
    plain = [" ".join(line[:500].split()) for piece in pieces for line in piece.text.splitlines()]
    return bool(find_quotations(plain).lines)


def _lines_of(pieces: Sequence[Piece], kind: PieceKind) -> list[str]:
    lines = (
        line[:500] for piece in pieces if piece.kind is kind for line in piece.text.splitlines()
    )
    return [" ".join(line.replace("\t", " | ").split()).strip("*_| ") for line in lines]


def _signature_lines(pieces: Sequence[Piece]) -> list[str]:
    said = _lines_of(pieces, PieceKind.TEXT)
    signed = list(_until_footer(_lines_of(pieces, PieceKind.SIGNATURE)))
    below = _below_sign_off([line for line in said if line])
    if not below and not signed:
        below = _signed_without_words(said)
    lines = [line for line in (*below, *signed) if line.strip("-—–_=~* ")]
    return [line for line in lines if len(line) <= _LONGEST_LINE][:_LINES]


def _until_footer(lines: Sequence[str]) -> Iterator[str]:
    """A signature's lines without what a telephone, a scanner or a lawyer adds."""
    for line in lines:
        if FOOTER.match(line) or DISCLAIMER.match(line):
            return
        if not SENT_FROM.match(line):
            yield line


def _below_sign_off(said: Sequence[str]) -> list[str]:
    """The lines below „С уважение“, and the name that may stand behind it."""
    for number in range(len(said) - 1, max(len(said) - _LINES, -1), -1):
        line = said[number]
        below = [one for one in said[number + 1 :] if not SIGN_OFF.match(one)]
        if any(SENTENCE.search(one) or one.endswith("?") for one in below):
            return []  # the letter goes on
        inline = _AFTER_SIGN_OFF.match(line)
        if inline is not None and SIGN_OFF.match(line[: inline.start("name")].rstrip()):
            name = inline["name"].strip(" ,.!")
            if _NAME.match(name) or _ONE_NAME.match(name):
                return [name, *below]
        if below and SIGN_OFF.match(line):
            return below
    return []


def _signed_without_words(said: Sequence[str]) -> list[str]:
    """The last paragraph, where it begins with somebody's name and surname."""
    last = len(said)
    while last and not said[last - 1]:
        last -= 1
    first = last
    while first and said[first - 1] and last - first < _LINES:
        first -= 1
    lines = list(said[first:last])
    if not lines or any(SENTENCE.search(line) or line.endswith("?") for line in lines):
        return []
    name = _name(lines[:1])
    return lines if " " in name and _SURNAME.search(name) else []


def _name(lines: Sequence[str]) -> str:
    """The name by its place, under the sign-off, and by its shape; a surname's ending is better."""
    found = []
    for number, line in enumerate(lines[:_NAME_WITHIN]):
        labelled = _NAMED.match(line)
        part = _PARTS.split(line[labelled.end() :] if labelled else line, maxsplit=1)[0]
        part = part.strip('*_,.:- „“"')
        match = _NAME.match(part) or _NAME_IN_CAPITALS.match(part)
        if match is None or _NO_NAME.search(match[1]) or organisation_in([match[1]]):
            if number == 0 and _ONE_NAME.match(part) and not _NO_NAME.search(part):
                found.append(part)
            continue
        if SIGN_OFF.match(part):
            continue
        name = match[1]
        found.append(name.title() if name.isupper() and "." not in name else name)
    found.sort(key=lambda name: not (" " in name and _SURNAME.search(name)))
    return " ".join(found[0].split()) if found else ""


def _phones(lines: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for line in lines:
        plain = _NO_PHONE.sub(" ", line)
        matches = [
            match.raw_string.strip() for match in phonenumbers.PhoneNumberMatcher(plain, "BG")
        ]
        label = _PHONE_LABEL.search(plain)
        if not matches and label:
            matches = [phone.original for phone in parse_phones(plain[label.end() :])]
        found.update(dict.fromkeys(matches))
    return tuple(found)[:_MOST_PHONES]


def _website(lines: Sequence[str]) -> str:
    sites = [match[0].rstrip(".,;/") for line in lines for match in _WEBSITE.finditer(line)]
    for line in lines:
        sites.extend(
            match[1] for part in _PARTS.split(line) if (match := _BARE_SITE.match(part)) is not None
        )
    return next((site for site in sites if not _SOCIAL.search(site)), "")
