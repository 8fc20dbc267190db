"""Numbers that people write in many ways: ЕИК, phones, procedures; and e-mail addresses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from oic.core.text import to_latin_alike

EIK_LENGTH = 9
EIK_BRANCH_LENGTH = 13
_EIK_LABEL = re.compile(
    r"^\s*(?:еик|булстат|eik|bulstat|uic|bg)?\s*[/:№.]*\s*(?:bg)?\s*", re.IGNORECASE
)
_EIK_GAPS = re.compile(r"[\s\-.]+")


def looks_like_eik(s: str) -> bool:
    """Whether the text has the form of a ЕИК/БУЛСТАТ, right or wrong."""
    return _eik_digits(s) is not None


def parse_eik(s: str) -> str | None:
    """A ЕИК/БУЛСТАТ of 9 or 13 digits whose check digits are right, or None.

    Weights: Закон за регистър БУЛСТАТ, and Наредба for its keeping; a ЕГН (10 digits) is none.
    """
    digits = _eik_digits(s)
    if digits is None or not int(digits[:EIK_LENGTH]):
        return None
    values = [int(digit) for digit in digits]
    if values[8] != _check(values[:8], range(1, 9), range(3, 11)):
        return None
    if len(values) == EIK_BRANCH_LENGTH and values[12] != _check(
        values[8:12], (2, 7, 3, 5), (4, 9, 5, 7)
    ):
        return None
    return digits


def _eik_digits(s: str) -> str | None:
    digits = _EIK_GAPS.sub("", _EIK_LABEL.sub("", s, count=1))
    if digits.isascii() and digits.isdigit() and len(digits) in (EIK_LENGTH, EIK_BRANCH_LENGTH):
        return digits
    return None


def _check(
    values: list[int], weights: range | tuple[int, ...], again: range | tuple[int, ...]
) -> int:
    for chosen in (weights, again):
        rest = sum(value * weight for value, weight in zip(values, chosen, strict=True)) % 11
        if rest < 10:  # noqa: PLR2004 - the one rest that is no digit
            return rest
    return 0


@dataclass(frozen=True)
class Phone:
    """A phone number: as typed, and in E.164 (+35942603526)."""

    original: str
    e164: str
    extension: str = ""


_PHONE_BREAK = re.compile(r"[,;|\n]+|\s+(?:и|или|and|or)\s+", re.IGNORECASE)
_EXTENSION = re.compile(r"\s*(?:вътр(?:ешен)?|вътр|в)\s*\.?\s*(\d{1,6})\s*$", re.IGNORECASE)
_PHONE_LIMIT = 400


def parse_phones(s: str) -> list[Phone]:
    """The valid phone numbers in a field, in their order, each once.

    Bulgaria is assumed where no country is given. What is no number is left out.
    """
    found: dict[tuple[str, str], Phone] = {}
    for piece in _PHONE_BREAK.split(s[:_PHONE_LIMIT]):
        for phone in _phones_in(piece):
            found.setdefault((phone.e164, phone.extension), phone)
    return list(found.values())


def _phones_in(piece: str) -> Iterator[Phone]:
    """Numbers of a piece whose breaks may be a slash or a blank, which numbers hold as well."""
    whole = _phone(piece)
    if whole:
        yield whole
        return
    parts = re.split(r"([/\s]+)", piece.strip())
    start = 0
    while start < len(parts):
        for end in range(len(parts), start, -2):
            phone = _phone("".join(parts[start:end]))
            if phone:
                yield phone
                start = end + 1
                break
        else:
            start += 2


def _phone(text: str) -> Phone | None:
    text = text.strip()
    plain, extension = text, ""
    match = _EXTENSION.search(text)
    if match:
        plain, extension = text[: match.start()], match.group(1)
    if sum(letter.isdigit() for letter in plain) < 5:  # noqa: PLR2004 - shorter ones are services
        return None
    try:
        number = phonenumbers.parse(plain.replace("(0)", ""), "BG")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    extension = extension or number.extension or ""
    number.extension = None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Phone(text, e164, extension)


def phone_digits(s: str) -> str:
    """The digits by which a phone is looked up, whole or begun: no country, no leading zero.

    ``042/603 526``, ``+359 42 603526`` and ``0035942603526`` all give ``42603526``.
    """
    digits = "".join(str(int(letter)) for letter in s if letter.isdecimal())
    abroad = s.strip().startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00")
    if digits.startswith("359") and (abroad or len(digits) >= 11):  # noqa: PLR2004 - 359 and 8
        digits = digits.removeprefix("359")
    return digits.lstrip("0")


@dataclass(frozen=True)
class Procedure:
    """A procedure's or a project's number found in a text.

    ``code`` is the procedure's (``BG16RFOP001-8.006``), ``programme_code`` its programme's,
    ``project`` the project's ordinal and ``contract`` its contract, each empty when not given;
    ``original`` is what stood in the text, at ``start`` up to ``end``.
    """

    code: str
    programme_code: str
    project: str
    original: str
    contract: str = ""
    start: int = 0
    end: int = 0

    @property
    def number(self) -> str:
        """The whole number in normal form."""
        return "-".join(part for part in (self.code, self.project, self.contract) if part)


# BG16RFOP001, BG16M1OP001, BG05SFPR002; 2007-2013: BG161PO002, BG051PO001; recovery: BG-RRP.
_PROGRAMME = r"""
    (?<![A-Z0-9]) (?:20\d\d[\s-]{0,2})?
    (?: BG[\s-]{0,2}(?P<rrp>RRP)
      | BG[\s-]{0,2}(?P<fund>[\dO]{2})[\s-]?(?P<body>[A-Z0-9]{1,3}[A-Z])[\s-]?(?P<serial>[\dO]{3}) )
"""
_DASH = r"[\s._/-]{0,4}"
_PROCEDURE = re.compile(
    _PROGRAMME
    + _DASH
    + r"(?P<axis>\d{1,2}(?:\s?[.,]\s?\d{1,3}){1,2}) (?!\d)"
    + r"(?:\s{0,2}-\s{0,2} (?P<project>\d{4,5}) (?!\d)"
    + r"(?:\s{0,2}-\s{0,2} (?P<contract>[CЦ]\d{2,4}) (?!\d))?)?",
    re.VERBOSE,
)
_PROGRAMME_ALONE = re.compile(_PROGRAMME + r"(?![A-Z])", re.VERBOSE)
# The programme as a phonetic keyboard left in Cyrillic writes it (БГ16РФПР001). Its body ends as
# those of the programmes do, so that no words about „БГ“ are taken for one.
_BY_SOUND = re.compile(
    r"""(?<![A-Z0-9]) (?:20\d\d[\s-]{0,2})? BG[\s-]{0,2}
    (?: RRP | [\dO]{2}[\s-]?(?:[A-Z0-9]{2}(?:OP|PR|NP|SM|TA|RA)|\dPO)[\s-]?[\dO]{3} ) (?![A-Z])
    """,
    re.VERBOSE,
)
_SOUNDS = dict(zip(map(ord, "АБВГДЕЗИЙКЛМНОПРСТУФХЦ"), "ABVGDEZIJKLMNOPRSTUFHC", strict=True))
_NO_LOOK_ALIKE = re.compile(r"[А-ЯЁ]")
_DASHES = {ord(dash): "-" for dash in "‐‑‒–—―−﹘﹣－­"}


def _plain(text: str) -> str:
    """The text with Latin capitals for Cyrillic ones and plain dashes, position by position.

    Letters are read by their look, but by their sound in a programme's code where one of them
    looks like no Latin letter.
    """
    capitals = "".join(
        upper if len(upper := letter.upper()) == 1 else letter for letter in text.translate(_DASHES)
    )
    alike = to_latin_alike(capitals)
    for match in _BY_SOUND.finditer(capitals.translate(_SOUNDS)):
        start, end = match.span()
        if _NO_LOOK_ALIKE.search(alike, start, end):
            alike = alike[:start] + match[0] + alike[end:]
    return alike


def _programme(match: re.Match[str]) -> str:
    if match["rrp"]:
        return "BG-RRP"
    fund, serial = (match[part].replace("O", "0") for part in ("fund", "serial"))
    return f"BG{fund}{match['body'].replace('0P', 'OP')}{serial}"


def find_procedures(text: str) -> list[Procedure]:
    """The numbers of procedures and projects in a text, in any spelling, in their order.

    Understands Cyrillic look-alikes, a phonetic keyboard left in Cyrillic, odd dashes, blanks, a
    leading year, the style of 2007-2013 and of the recovery plan.
    """
    found = []
    for match in _PROCEDURE.finditer(_plain(text)):
        programme = _programme(match)
        axis = re.sub(r"\s", "", match["axis"]).replace(",", ".")
        start, end = match.span()
        found.append(
            Procedure(
                f"{programme}-{axis}",
                programme,
                match["project"] or "",
                text[start:end],
                (match["contract"] or "").replace("Ц", "C"),
                start,
                end,
            )
        )
    return found


def find_programmes(text: str) -> list[str]:
    """The codes of programmes that a text names, alone or in a longer number, each once."""
    return list(dict.fromkeys(map(_programme, _PROGRAMME_ALONE.finditer(_plain(text)))))


def is_email(s: str) -> bool:
    """Whether a letter could be addressed to this. Asks no server.

    Cyrillic before the @ is refused: it is nearly always a wrong keyboard, and few servers take it.
    """
    try:
        validate_email(
            s.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True
        )
    except EmailNotValidError:
        return False
    return True
