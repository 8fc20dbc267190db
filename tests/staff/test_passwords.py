"""Without these a stolen database or a patient guesser would open accounts."""

import pytest
from argon2 import PasswordHasher

from oic.core.errors import Refused
from oic.staff import passwords

GOOD = "четири зелени круши"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask whether a password fits, not how long guessing takes."""
    monkeypatch.setattr(
        passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )


def check(password: str, name: str = "Елена Експертова", email: str = "elena@oic.bg") -> None:
    passwords.check(password, name=name, email=email)


def test_a_password_is_kept_as_argon2id_and_fits_itself_alone() -> None:
    kept = passwords.make_hash(GOOD)
    assert kept.startswith("$argon2id$")
    assert passwords.matches(kept, GOOD)
    assert not passwords.matches(kept, GOOD + " ")


def test_the_same_letters_from_another_keyboard_are_the_same_password() -> None:
    composed, decomposed = "кафето й и чая \u0439", "кафето \u0438\u0306 и чая \u0438\u0306"
    assert passwords.matches(passwords.make_hash(composed), decomposed)


def test_the_shipped_parameters_are_those_of_the_standard() -> None:
    hasher = PasswordHasher()
    assert (hasher.memory_cost, hasher.time_cost, hasher.parallelism) == (65536, 3, 4)


def test_an_account_that_does_not_exist_costs_the_same_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = []

    class Watching(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]  # noqa: A002
            seen.append(str(hash))
            return bool(super().verify(hash, password))

    monkeypatch.setattr(passwords, "HASHER", Watching(time_cost=1, memory_cost=8, parallelism=1))
    assert not passwords.matches(None, GOOD)
    assert not passwords.matches(passwords.make_hash(GOOD), "нещо съвсем друго")
    nobody, somebody = seen
    assert nobody.split("$")[:4] == somebody.split("$")[:4]
    assert len(nobody) == len(somebody)


def test_nothing_fits_an_account_without_a_password() -> None:
    assert not passwords.matches(None, "")
    assert not passwords.matches("not a hash", GOOD)


def test_a_hash_of_weaker_parameters_is_outgrown(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = passwords.make_hash(GOOD)
    assert not passwords.is_outgrown(kept)
    monkeypatch.setattr(
        passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    )
    assert passwords.is_outgrown(kept)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "къса парола",
        "aaaaaaaaaaaaaaaa",
        "121212121212",
        "abcdefghijklmnop",
        "Password1234",
        "парола123456",
        "starazagora123",
        "х" * 300,
    ],
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(Refused) as refused:
        check(password)
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "password",
    ["Експертова-2026!", "elena@oic.bg 77", "ekspertova 2026 x", "Елена е най-добра"],
)
def test_ones_own_name_and_address_are_refused_in_either_alphabet(password: str) -> None:
    with pytest.raises(Refused):
        check(password)


@pytest.mark.parametrize("password", [GOOD, "correct zebra 42 lamp", "Qz7!kP0w#mVt"])
def test_a_good_password_is_taken(password: str) -> None:
    check(password)


def test_the_list_holds_only_what_the_length_does_not_refuse_already() -> None:
    words = passwords.COMMON.read_text(encoding="utf-8").split()
    assert len(words) > 200
    assert words == sorted(set(words))
    assert all(len(word) >= passwords.MIN_LENGTH and word == word.casefold() for word in words)
