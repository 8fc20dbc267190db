"""Words for the full-text index, folded the same way in documents and in questions.

Both engines get text that was folded here, so they find the same: every word is brought to
:func:`oic.core.text.latin_key` and stripped of its inflection. The stripping works on the key, not
on Cyrillic, because a word typed in Latin letters cannot be turned back safely; so one stemmer
serves запитванията, zapitvaniata and zapitvaniqta, and English too. It strips until nothing more
comes off: whatever is taken from a longer form is taken from the shorter one as well, so they
meet even where what is left is no root. A dictionary of lemmas was measured and left out: it
takes 0.4 s and 34 MB in every process and cannot read Latin typing.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from oic.core.numbers import find_procedures, find_programmes, phone_digits
from oic.core.text import word_key

_REFERENCE = re.compile(r"(?<![\w-])(20\d\d)\s?[-–—]\s?(\d{4,7})(?![\w-])")
_PHONE = re.compile(r"(?<![\w-])(?:\+|00|0)\d[\d\s/().-]{5,18}\d(?!\w)")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")

_STOP = frozenset(
    word_key(word)
    for word in """а ако ала бе без би бих бъде в във вас ваш ви вие все ги го да дали до е едва
    за и из или им има й как като ки кои кой която които което към ли м ме ми много може му н на
    над нас не нея ни ние но о об от по под при с са сам само се си ските след сме со ст съм със
    също та така такива там твърде те тези ти то това този тази тук ще ѝ
    the a an of to in for and or is are on at by with from that this it be we you i""".split()
)

# Endings on keys: ч = q, ш = w, ц = c, й and ж = j, ъ and inner у = a, я = ja.
_ENDINGS = tuple(
    sorted(
        """
        a e i o u ja je ju jo j
        ta to te ta ite jte at jat
        ove ovc eve ovce iwta
        am em im aw ew iw me ah oh aj ajte
        al la lo li an en
        in s ing ed
        """.split(),
        key=len,
        reverse=True,
    )
)
_LEAST = {"s": 4, "ing": 4, "ed": 4, "in": 4, "an": 4, "en": 4, "al": 4, "j": 4, "li": 4, "la": 4, "lo": 4}
_VOWEL = re.compile(r"[aeiou]")
_VERBAL = (
    (re.compile(r"(?<=..)ctv[aeijo]*[a-z]{0,6}$"), "t"),  # кандидатства, агентство
    (re.compile(r"(?<=...)stv[aeijo]*[a-z]{0,6}$"), ""),  # министерство, кандидатство
)
_JA_AFTER_CONSONANT = re.compile(r"(?<=[^aeiouj])ja(?=[^aeiouj])")
_FLEETING = re.compile(r"(?<=...)[ae](?=[rlnmkcq]$)|(?<=[^aeiou][^aeiou])[ae](?=[rlnmkcq]$)")
_SOFTENED = {"c": "k", "z": "g"}

# Forms that no ending explains.
_IRREGULAR = {
    word_key(form): word_key(base)
    for base, forms in {
        "дете": "деца децата",
        "човек": "хора хората човека човеци",
        "ръка": "ръце ръцете",
        "време": "времена времената",
        "име": "имена имената",
        "път": "пътища пътищата пътя пътят",
        "край": "краища",
        "господин": "господа",
        "съм": "бях",
        "чл": "член членове члена членът членовете",
        "ал": "алинея алинеи алинеята алинеите",
    }.items()
    for form in forms.split()
}


@lru_cache(maxsize=65536)
def stem(key: str) -> str:
    """What is left of a word's key when its inflection is taken off."""
    if not key.isalpha():
        return key
    key = _IRREGULAR.get(key, key)
    for pattern, by in _VERBAL:
        key = pattern.sub(by, key)
    while True:
        for ending in _ENDINGS:
            rest = key[: -len(ending)]
            if (
                key.endswith(ending)
                and len(rest) >= _LEAST.get(ending, 3)
                and _VOWEL.search(rest)
            ):
                key = rest
                break
        else:
            break
    key = _JA_AFTER_CONSONANT.sub("e", key)
    key = _FLEETING.sub("", key)
    return key[:-1] + _SOFTENED.get(key[-1], key[-1])


def _tokens(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where each thing stands in the text, and its terms, the most telling first."""
    taken: list[tuple[int, int]] = []
    for procedure in find_procedures(text):
        taken.append((procedure.start, procedure.end))
        levels = (procedure.number, procedure.code, procedure.programme_code)
        terms = dict.fromkeys(_solid(level) for level in levels)
        yield procedure.start, procedure.end, tuple(terms)
    for match in _REFERENCE.finditer(text):
        if _free(match, taken):
            taken.append(match.span())
            year, ordinal = match.groups()
            yield (*match.span(), (year + ordinal, ordinal, ordinal.lstrip("0")))
    for match in _PHONE.finditer(text):
        if _free(match, taken):
            taken.append(match.span())
            groups = re.findall(r"\d+", match.group())
            yield (*match.span(), (phone_digits(match.group()), *groups))
    for match in _WORD.finditer(text):
        if not _free(match, taken):
            continue
        terms = _word_terms(match.group())
        if terms:
            yield (*match.span(), terms)


def _free(match: re.Match[str], taken: Sequence[tuple[int, int]]) -> bool:
    return not any(start < match.end() and match.start() < end for start, end in taken)


def _word_terms(word: str) -> tuple[str, ...]:
    programmes = find_programmes(word)
    if programmes:
        return (_solid(programmes[0]),)
    key = word_key(word)
    if not key or not key.isalnum():
        return ()
    return tuple(dict.fromkeys((stem(key), key)))


def _solid(number: str) -> str:
    return re.sub(r"\W", "", number).lower()


def document_terms(text: str) -> str:
    """What the index keeps of a text: stems and keys of its words, and its numbers.

    Keys stand beside stems so that a word typed by half is found at every letter.
    """
    return " ".join(
        term for _, _, terms in _tokens(text) for term in terms if term and term not in _STOP
    )


def query_terms(text: str) -> list[str]:
    """What to look for, each once: all must be there. The last may be the beginning of a word."""
    terms = [terms[0] for _, _, terms in sorted(_tokens(text)) if terms[0]]
    telling = [term for term in terms if term not in _STOP]
    return list(dict.fromkeys(telling or terms[-1:]))


def highlight(text: str, terms: Sequence[str]) -> list[tuple[str, bool]]:
    """The text in segments, with True for those that the terms of a question hit."""
    segments: list[tuple[str, bool]] = []
    done = 0
    for start, end, found in sorted(_tokens(text)):
        if start < done or not _hit(found, terms):
            continue
        if start > done:
            segments.append((text[done:start], False))
        segments.append((text[start:end], True))
        done = end
    if done < len(text):
        segments.append((text[done:], False))
    return segments


def _hit(found: Sequence[str], terms: Sequence[str]) -> bool:
    if not terms:
        return False
    return any(term in found for term in terms) or any(
        own.startswith(terms[-1]) for own in found
    )
