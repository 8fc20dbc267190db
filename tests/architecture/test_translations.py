"""Nobody meets an English sentence on a Bulgarian page."""

import re
from collections.abc import Iterator

from oic.translations import catalogue


def test_every_message_has_its_bulgarian() -> None:
    assert list(catalogue.problems()) == []


def test_messages_are_found_in_code_and_in_templates() -> None:
    places = {name for message in catalogue.gather() for name, _ in message.locations}
    assert any(name.startswith("oic/") for name in places)
    assert any(name.startswith("templates/") for name in places)


# One thing has one word, everywhere: the field's own, as the centres use it.
TERMS = {
    r"workload": "натовареност",
    r"municipalit(y|ies)": "общин",
    r"programmes?": "програм",
    r"procedures?": "процедур",
    r"outbox": "изходящ",
    r"deput(y|ies)": "замества|заместни",
    r"overdue": "просроч",
    r"follow-up letters?": "последващ",
    r"organisations?": "организаци",
    r"administrators?": "администратор",
}
LABEL = 60
"""A longer message is a sentence, and may say it with a pronoun."""
NOT_OUR_WORDS = r"репорт|тикет|е-мейл|емейл|юзър|логин|кликн|ъпдейт|дедлайн|локация\b"


def translated() -> Iterator[tuple[str, str]]:
    """Each message and its Bulgarian, the plural forms together."""
    for message in catalogue.read():
        if message.id:
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            words = [message.string] if isinstance(message.string, str) else list(message.string)
            yield " / ".join(ids), " / ".join(words)


def test_one_thing_has_one_bulgarian_word() -> None:
    wrong = [
        f"{english!r} → {bulgarian!r}: {word} is {stem}"
        for english, bulgarian in translated()
        for word, stem in TERMS.items()
        if len(english) <= LABEL
        and bulgarian.strip(" /")
        and re.search(rf"\b{word}\b", english, re.IGNORECASE)
        and not re.search(stem, bulgarian, re.IGNORECASE)
    ]
    assert wrong == []


def test_no_borrowed_word_stands_where_bulgarian_has_its_own() -> None:
    found = [pair for pair in translated() if re.search(NOT_OUR_WORDS, pair[1], re.IGNORECASE)]
    assert found == []


def test_bulgarian_is_written_in_bulgarian_letters() -> None:
    """A Latin letter that looks Cyrillic is found by no search and read wrongly aloud."""
    mixed = re.compile(r"[а-яА-Я][a-zA-Z]|[a-zA-Z][а-яА-Я]")
    assert [
        pair for pair in translated() if mixed.search(re.sub(r"%\(\w+\)[sd]", " ", pair[1]))
    ] == []
