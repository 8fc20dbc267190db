"""From bytes to text, whatever the message says that they are.

A stated charset is a claim: programs name us-ascii or latin1 for what is UTF-8 or windows-1251,
and some name charsets that nobody has. Decoding never fails; what no charset explains becomes
U+FFFD, and so do control characters, which no page can show.
"""

import codecs
import re
from functools import cache

from charset_normalizer import from_bytes

_MIK = (
    "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя"
    "└┴┬├─┼╣║╚╔╩╦╠═╬┐░▒▓│┤№§╗╝┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\xa0"
)
"""The upper half of MIK, the charset of Bulgarian computers under DOS."""
_MIK_TABLE = {number: chr(number) for number in range(128)} | dict(enumerate(_MIK, start=128))

_ALIASES = {
    "x-unknown": "",
    "unknown": "",
    "unknown-8bit": "",
    "8bit": "",
    "binary": "",
    "default": "",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "x-cp1251": "cp1251",
    "cp-1251": "cp1251",
    "win-1251": "cp1251",
    "windows1251": "cp1251",
    "x-mac-cyrillic": "mac-cyrillic",
    "bulgarian-mik": "mik",
    "x-mik": "mik",
}
"""Names that are met, and what stands behind them: the wider set where one holds another."""
_VAGUE = frozenset({"", "ascii", "cp1252", "iso8859-15", "cp437"})
"""Claims that programs make about text they know nothing of: UTF-8 is UTF-8 all the same."""
_SEVEN_BIT = frozenset({"ascii"})
_NO_CHARSETS = frozenset(
    "idna punycode undefined unicode-escape unicode_escape raw-unicode-escape "
    "raw_unicode_escape mbcs oem".split()
)
"""Text codecs of Python's that no mail is written in."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CYRILLIC = ("cp1251", "koi8-r", "mik", "cp866")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:()+-]*")
_COMMON = frozenset("аоиетнрсвлдкпм")
_READ = 20_000
"""Bytes by which a charset is guessed."""


def decode(raw: bytes, stated: str = "") -> str:
    """The text of some bytes. ``stated`` is the charset that the message names, in any form."""
    for mark, charset in _MARKS:
        if raw.startswith(mark):
            return _clean(raw.decode(charset, "replace"))
    charset = known(stated)
    if raw.isascii() and charset not in {"utf-7", "hz", "utf-16", "utf-32"} | _stateful(charset):
        return _clean(raw.decode("ascii"))
    if charset in _VAGUE or charset == "utf-8":
        try:
            return _clean(raw.decode("utf-8"))
        except UnicodeDecodeError:
            return _clean(_guessed(raw, charset))
    try:
        return _clean(_strict(raw, charset))
    except (UnicodeError, ValueError):
        return _clean(_guessed(raw, charset))


def known(stated: str) -> str:
    """The codec of a charset's name, in Python's own form; empty for one that nobody knows."""
    found = _NAME.search(stated.replace("'", " ").replace('"', " "))
    if found is None:
        return ""
    name = found[0].lower().rstrip(".")
    name = _ALIASES.get(name, name)
    if name in {"", "mik"}:
        return name
    for spelling in (name, name.replace("cp-", "cp"), name.replace("_", "-")):
        try:
            info = codecs.lookup(spelling)
        except (LookupError, ValueError):
            continue
        # base64, rot13 and the like are codecs too, and no charsets.
        charset = info._is_text_encoding and info.name not in _NO_CHARSETS  # noqa: SLF001
        return _ALIASES.get(info.name, info.name) if charset else ""
    return ""


def _stateful(charset: str) -> set[str]:
    """The charset if it writes its letters in plain ASCII bytes."""
    return {charset} if charset.startswith(("iso2022", "hz")) else set()


def _strict(raw: bytes, charset: str) -> str:
    if charset == "mik":
        return codecs.charmap_decode(raw, "strict", _MIK_TABLE)[0]
    return raw.decode(charset)


def _guessed(raw: bytes, stated: str) -> str:
    """By what is most plausible: Cyrillic first, since that is what is written here."""
    tries = [(_plausible(text), text) for name in _CYRILLIC if (text := _tried(raw, name))]
    best, text = max(tries, default=(0, ""), key=lambda pair: pair[0])
    if best > 0:
        return text
    if stated and stated not in _SEVEN_BIT and stated != "utf-8":
        return raw.decode(stated, "replace")
    found = from_bytes(raw[:_READ]).best()
    guess = found.encoding if found else "cp1252"
    if guess.startswith(("utf_16", "utf_32", "utf_7")):
        guess = "cp1252"  # nobody writes these without saying so, and a few bytes look like them
    return raw.decode(guess, "replace")


def _tried(raw: bytes, charset: str) -> str:
    try:
        return _strict(raw, charset)
    except UnicodeError:
        return ""


def _plausible(text: str) -> int:
    """How much a text looks like Cyrillic prose; 0 or less: not at all.

    Read in a wrong charset, Bulgarian shows capitals inside words, line drawing, and rare letters.
    """
    score, before, letters = 0, "", 0
    for letter in text[:_READ]:
        if "а" <= letter <= "я":
            letters += 1
            score += 2 if letter in _COMMON else 1
        elif "А" <= letter <= "Я":
            letters += 1
            score += -3 if before.islower() else 0
        elif not letter.isascii() and letter not in "„“”«»–—…№§°€’\xa0":
            score -= 4
        if letter.isalpha() and before.isalpha() and letter.isascii() != before.isascii():
            score -= 4  # one Cyrillic letter inside a Latin word: „naпve“
        before = letter
    return score if letters > 2 else 0  # noqa: PLR2004 - fewer letters tell nothing


@cache
def _unfit() -> dict[int, str]:
    signs = {*range(9), 11, *range(14, 32), 127, *range(128, 160), *range(0xD800, 0xE000)}
    # What a program under DOS or a terminal took for commands is no text on any page.
    return dict.fromkeys(signs - {133}, "\ufffd")


def _clean(text: str) -> str:
    return text.translate(_unfit())
