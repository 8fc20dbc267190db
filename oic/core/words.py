"""Sentences that are stored as they were said, in both languages.

A reason or a system line on a timeline is history: it is stored in words, not as a code that a
later version would word differently. Because one reader has Bulgarian and another English, it is
stored in both.
"""

from flask_babel import force_locale

from oic.core.errors import Message
from oic.core.wording import LANGUAGES

Words = dict[str, str]


def in_both(message: Message) -> Words:
    """Render a lazy message in Bulgarian and in English."""
    words = {}
    for language in LANGUAGES:
        with force_locale(language):
            words[language] = str(message)
    return words


def said(words: Words | None, language: str) -> str:
    """The sentence in a language, or in Bulgarian where that is missing."""
    if not words:
        return ""
    return words.get(language) or words.get("bg") or ""
