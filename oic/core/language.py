"""Which of our two languages a person writes in."""

import re
from functools import cache

from oic.core.text import word_key

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")
_READ = 4000
"""Characters; more of a letter says nothing new about its language."""
_FEW_WORDS = 2
"""So many words of one language, and more than of the other, are taken for it."""

_ENGLISH = frozenset(
    "the of to and is are was were have has had will would can could should may do does not this "
    "that these those with from for you your we our us they it its be been i am my what which who "
    "when where how please thank thanks dear hello regards about any if or as at on in by".split()
)
# As people type them in Latin letters; words that English has too („to“, „do“, „me“) say nothing.
_BULGARIAN = frozenset(
    "и да се за от на ще сме съм сте са има имам имаме имате няма не ли как кога къде какво кой "
    "коя кои моля здравейте здрасти благодаря поздрави уважение искам искаме може мога можем "
    "като или това този тази тези при към след преди вече още само много нашата нашето нашите "
    "вашата вашето вашите дали въпрос програма проект кандидатстваме кандидатствам фирма "
    "община училище читалище земеделец бъде беше което която които".split()
)


@cache
def _bulgarian_keys() -> frozenset[str]:
    return frozenset(word_key(word) for word in _BULGARIAN) - _ENGLISH


def language_of(text: str) -> str | None:
    """``bg`` or ``en``; None where the words do not say.

    Bulgarian in Latin letters („iskam da popitam“) is Bulgarian: whoever writes it reads Cyrillic.
    Other languages are None too, and are for the caller to decide.
    """
    plain = _ADDRESS.sub(" ", text[:_READ])
    cyrillic, latin = len(_CYRILLIC.findall(plain)), len(_LATIN.findall(plain))
    if cyrillic and cyrillic * 2 >= latin:
        return "bg"
    found = _WORD.findall(plain)
    # A programme's abbreviation stands in English letters too („the guidelines of ПКИП“).
    written = sum(bool(_CYRILLIC.search(word)) and not word.isupper() for word in found)
    english = sum(word.casefold() in _ENGLISH for word in found)
    bulgarian = written or sum(word_key(word) in _bulgarian_keys() for word in found)
    if max(english, bulgarian) < _FEW_WORDS or (english == bulgarian and not written):
        return None
    return "en" if english > bulgarian else "bg"
