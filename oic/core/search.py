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
from itertools import takewhile

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

# Endings on keys: ч = q, ш = w, ц = c, й and ж = j, ъ and inner у = a, я = ja. With every Xta
# stands its Xt, so that бюджета and момчета both meet what they come from.
_ENDINGS = (
    *(
        "anjata",
        "ovete",
        "evete",
        "aneto",
        "anja",
        "jeto",
        "jata",
        "ajte",
        "ane",
        "ata",
        "eta",
        "eto",
        "oto",
        "ato",
    ),
    *("ite", "ate", "ete", "jte", "jat", "ing", "ove", "eve", "at", "et", "ja", "je", "ju", "jo"),
    *("am", "em", "im", "aw", "ew", "iw", "me", "ah", "oh", "aj", "al", "ed"),
    *("a", "e", "i", "o", "u", "s"),
)
_LEAST = {"s": 4, "ing": 4, "ed": 4, "al": 4, "ane": 4, "aneto": 4, "anja": 4, "anjata": 4}
_ONLY_AFTER_CONSONANT = frozenset(
    ("jeto", "ja", "je", "ju", "jo", "jat", "jata")
)  # стая keeps its й
_VOWELS = frozenset("aeiou")
_DERIVED = (
    (re.compile(r"(?<=..)ctv[aeijo]\w{0,7}$"), "t"),  # кандидатства, агентство
    (re.compile(r"(?<=....[^aeiou])stv[aeijo]\w{0,7}$"), ""),  # министерство, партньорство
)
_NOUN_OF_VERB = re.compile(r"(?<=..[vr])an$")  # запитван(е) beside запитв(ам)
_ONE_OF_MANY = re.compile(r"(?<=.[aj][nr])in$")  # гражданин beside граждани
_ROOT = (
    (re.compile(r"(?<=[^aeiouj])ja(?=[^aeiouj])"), "e"),  # място, места
    (
        re.compile(r"(?<=...)[ae](?=[rlnmkcq]$)|(?<=[^aeiou][^aeiou])[ae](?=[rlnmkcq]$)"),
        "",
    ),  # център, центрове
    (re.compile(r"(?<=..[^aeiou])jn$"), "in"),  # енергиен, енергийна
    (re.compile(r"(?<=[^aeiou])j$"), ""),  # голям, големи
    (re.compile(r"nn$"), "n"),
)
_TELLING = 3
_UNDECIDED = re.compile(r"[iu]$|(?<=..[cnrl])t$")
"""Last letters of which the next one decides what they become: клие…, агенц…."""
_SOFTENED = {"c": "k", "z": "g"}
"""Ученици beside ученик; three letters are too few for it: овца would begin with ов alone."""

# Forms that no ending explains.
_IRREGULAR = {
    word_key(form): word_key(base)
    for base, forms in {
        "ден": "дни дните деня денят",
        "дете": "деца децата",
        "човек": "хора хората човека човеци",
        "ръка": "ръце ръцете",
        "време": "времена времената",
        "име": "имена имената",
        "път": "пътища пътищата пътя пътят",
        "край": "краища",
        "брой": "броеве броевете",
        "око": "очи очите",
        "ухо": "уши ушите",
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
    for pattern, by in _DERIVED:
        key = pattern.sub(by, key)
    shorter = _shorten(key)
    while shorter != key:
        key, shorter = shorter, _shorten(shorter)
    for pattern, by in _ROOT:
        key = pattern.sub(by, key)
    return key[:-1] + _SOFTENED.get(key[-1], key[-1]) if len(key) > _TELLING else key


def _shorten(key: str) -> str:
    """The key without its longest ending, or as it is."""
    for ending in _ENDINGS:
        if not key.endswith(ending):
            continue
        rest = key[: -len(ending)]
        if ending in _ONLY_AFTER_CONSONANT and rest[-1:] in _VOWELS:
            continue
        if len(rest) >= _LEAST.get(ending, 3) and any(letter in _VOWELS for letter in rest):
            return rest
    return _ONE_OF_MANY.sub("", _NOUN_OF_VERB.sub("", key))


def _tokens(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where each thing stands in the text, and its terms, the most telling first."""
    taken: list[tuple[int, int]] = []
    for procedure in find_procedures(text):
        taken.append((procedure.start, procedure.end))
        levels = (procedure.number, procedure.code, procedure.programme_code)
        solid = dict.fromkeys(_solid(level) for level in levels)
        yield procedure.start, procedure.end, tuple(solid)
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
        term for _, _, terms in _tokens(text) for term in terms if term and terms[-1] not in _STOP
    )


def query_terms(text: str) -> list[str]:
    """What to look for, each once: all must be there. The last may be the beginning of a word."""
    found = [terms for _, _, terms in sorted(_tokens(text)) if terms[0]]
    if not found:
        return []
    telling = [terms for terms in found if terms[-1] not in _STOP] or found[-1:]
    *whole, last = telling
    return list(dict.fromkeys([*(terms[0] for terms in whole), _begun(last)]))


def _begun(terms: tuple[str, ...]) -> str:
    """The beginning that a half-typed word has in common with its stem, where it is telling.

    Казан… loses an a as if it were a whole word; the longer words that it begins do not.
    """
    key, root = terms[-1], terms[0]
    if not root.isalpha() or key in _IRREGULAR:
        return root
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(key, root, strict=False))
    common = key[: sum(1 for _ in alike)]
    if len(common) < max(_TELLING, len(root) - 2):
        common = key if len(key) <= _TELLING + 1 else root
    if common == key and len(key) >= _TELLING and _UNDECIDED.search(key):
        return key[:-1]
    return common


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
    return any(term in found for term in terms) or any(own.startswith(terms[-1]) for own in found)
