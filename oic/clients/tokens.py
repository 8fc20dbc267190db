"""What a client can be found by, and how what a person types is read as such.

Every token is found by its beginning, so one kind of question, a range scan, serves all:

- a word of a name (the person's, the organisation's, the part of an e-mail address before the
  @) as :func:`oic.core.text.latin_key` writes it, so that Казанлък, Kazanlak and Kazanluk meet;
- ``#`` and digits: an ЕИК, and every ending of a telephone number with at least four digits, so
  that any run of its digits is the beginning of one of them;
- a whole e-mail address in lower case, and ``@`` with its domain.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from oic.clients.models import Contact, Organisation
from oic.core.numbers import phone_digits
from oic.core.text import fold, latin_key, words

TOKEN_LENGTH = 80
SHORTEST_NUMBER = 4
"""Fewer digits than this are looked for as a word: „ОУ 12“."""
LARGEST_CHARACTER = "\U0010ffff"

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_NUMBER = re.compile(r"\+?\(?\d[\d\s()/.+–—-]*\d")
_DOTTED = re.compile(r"^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)+\.?$")


@dataclass(frozen=True)
class Term:
    """One part of what was typed: a client has it when one of these is, or begins, a token."""

    whole: str
    """The part taken as a complete word, number or address."""
    begins: tuple[str, ...]
    """The beginnings that it may be."""

    @property
    def is_name(self) -> bool:
        """Whether it is a word of a name, and not a number or an address."""
        return not self.whole.startswith("#") and "@" not in self.whole


def word_keys(text: str) -> list[str]:
    """The keys of a text's words, each once, in their order."""
    keys = (latin_key(word)[:TOKEN_LENGTH] for word in words(text))
    return list(dict.fromkeys(key for key in keys if key))


def name_tokens(name: str) -> set[str]:
    """What a name is found by: its words."""
    return set(word_keys(name))


def phone_tokens(number: str) -> set[str]:
    """Every ending of a number that is at least four digits long."""
    digits = phone_digits(number)
    return {f"#{digits[at:]}" for at in range(len(digits) - SHORTEST_NUMBER + 1)}


def email_tokens(email: str) -> set[str]:
    """The whole address, its domain, and the words before the @."""
    folded = fold(email)
    local, _, domain = folded.rpartition("@")
    pieces = {key for key in word_keys(re.sub(r"[._+-]+", " ", local)) if not key.isdigit()}
    return {folded[:TOKEN_LENGTH], f"@{domain}"[:TOKEN_LENGTH]} | pieces


def organisation_tokens(organisation: Organisation) -> set[str]:
    """What an organisation is found by, and with it the people who belong to it."""
    tokens = name_tokens(organisation.name)
    if organisation.eik:
        tokens.add(f"#{organisation.eik}")
    return tokens


def contact_tokens(contact: Contact, organisation: Organisation | None) -> set[str]:
    """What a person is found by: the own name, addresses and numbers, and the organisation's."""
    tokens = name_tokens(contact.name)
    for email in contact.emails:
        tokens |= email_tokens(email.email)
    for phone in contact.phones:
        tokens |= phone_tokens(phone.e164 or phone.phone)
    if organisation:
        tokens |= organisation_tokens(organisation)
    return tokens


def terms(text: str) -> list[Term]:
    """Read what was typed into one box: every term must be found, in any order."""
    found: list[Term] = []

    def take_number(match: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", match[0])
        if len(digits) < SHORTEST_NUMBER:
            return match[0]
        found.append(_number_term(match[0], digits))
        return " "

    parts = text.split()
    for part in parts:
        if "@" in part and part != "@":
            address = fold(part)[:TOKEN_LENGTH]
            found.append(Term(address, (address,)))
    rest = " ".join(part for part in parts if "@" not in part)
    for part in _NUMBER.sub(take_number, rest).split():
        found.extend(_word_terms(part))
    return list(dict.fromkeys(found))


def _number_term(typed: str, digits: str) -> Term:
    national = phone_digits(typed)
    known = [f"#{part}" for part in (national, digits) if len(part) >= SHORTEST_NUMBER]
    begins = dict.fromkeys(part[:TOKEN_LENGTH] for part in (*known, digits))
    return Term(next(iter(begins)), tuple(begins))


def _word_terms(part: str) -> Iterable[Term]:
    folded = fold(part)[: TOKEN_LENGTH - 1]
    dotted = (f"@{folded}", folded) if _DOTTED.match(folded) else ()
    for word in words(part):
        key = latin_key(word)[:TOKEN_LENGTH]
        if key:
            yield Term(key, (*beginnings(word), *dotted))


def beginnings(word: str) -> tuple[str, ...]:
    """The keys that words beginning with this one may begin with, the likeliest first.

    A key looks ahead: Хаджиев is hadjev where Хаджи is hadji, and the s of Shipka is half a
    letter. So the word is also read as it would be before a vowel, before a consonant and, in
    Latin letters, before the second half of sh, zh, ch, ts and sht; a beginning that another
    one covers is left out.
    """
    keys = [latin_key(word)]
    following = ("а", "к") if _CYRILLIC.search(word) else ("a", "k", "h", "s", "ht")
    for letters in following:
        key, last = latin_key(word + letters), latin_key(letters)
        keys.append(key.removesuffix(last) if len(key) > len(last) else key)
    kept: list[str] = []
    for key in dict.fromkeys(key[:TOKEN_LENGTH] for key in keys if key):
        if not any(key.startswith(other) for other in kept):
            kept = [other for other in kept if not other.startswith(key)] + [key]
    return tuple(kept)
