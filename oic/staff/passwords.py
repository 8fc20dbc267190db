"""Passwords: argon2id, and what is too easy to guess.

The rules follow NIST SP 800-63B-4: length and a list of what is guessed first, no composition
rules and no expiry.
"""

import base64
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask_babel import lazy_gettext as _l

from oic.core.errors import Refused
from oic.core.text import latin_key

MIN_LENGTH = 12
MAX_LENGTH = 256
"""A longer text is refused unread: hashing it would cost the server, not the guesser."""
FEWEST_CHARACTERS = 5
"""Different characters that a password must have, against aaaaaaaaaaaa and 121212121212."""
SHORTEST_NAME_PART = 4
COMMON = Path(__file__).parent / "data" / "common_passwords.txt"

HASHER = PasswordHasher()
"""argon2-cffi's defaults: the low-memory profile of RFC 9106 (64 MiB, 3 passes, 4 lanes)."""


def _normal(password: str) -> str:
    """One form for one text, whichever keyboard made it."""
    return unicodedata.normalize("NFKC", password)


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text(encoding="utf-8").split())


def _is_sequence(text: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1}, {0})


def check(password: str, *, name: str, email: str) -> None:
    """Raise Refused for a password that is too short or too easy to guess.

    ``name`` and ``email`` are the account's own: neither may stand in it.
    """
    text = _normal(password)
    if len(text) < MIN_LENGTH:
        raise Refused(_l("Use at least %(count)d characters.", count=MIN_LENGTH), field="password")
    if len(text) > MAX_LENGTH:
        raise Refused(_l("Use at most %(count)d characters.", count=MAX_LENGTH), field="password")
    folded = text.casefold()
    if len(set(folded)) < FEWEST_CHARACTERS or folded in _common() or _is_sequence(folded):
        raise Refused(
            _l("This password is among the first to be guessed. Take three or four words."),
            field="password",
        )
    own = [email.casefold(), email.partition("@")[0].casefold(), *name.casefold().split()]
    parts = {part for part in own if len(part) >= SHORTEST_NAME_PART}
    parts |= {key for part in own if len(key := latin_key(part)) >= SHORTEST_NAME_PART}
    if any(part in folded or part in latin_key(folded) for part in parts):
        raise Refused(_l("Leave your own name and e-mail out of the password."), field="password")


def make_hash(password: str) -> str:
    """The argon2id hash that is kept."""
    return HASHER.hash(_normal(password))


def _nobodys_hash() -> str:
    """A hash that no password has, of the same cost as a real one."""

    def filled(length: int) -> str:
        return base64.b64encode(bytes(length)).decode().rstrip("=")

    return (
        f"$argon2id$v=19$m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
        f"${filled(HASHER.salt_len)}${filled(HASHER.hash_len)}"
    )


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one that was hashed.

    None, for an account that does not exist or has no password yet, costs the same work and is
    False: the time of the answer does not tell who has an account.
    """
    try:
        HASHER.verify(password_hash or _nobodys_hash(), _normal(password[:MAX_LENGTH]))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None


def is_outgrown(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than those of today."""
    return HASHER.check_needs_rehash(password_hash)
