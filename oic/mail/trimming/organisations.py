"""The name of an organisation in the lines of a signature, by its legal form and its words."""

import re
from collections.abc import Iterator, Sequence

# Short forms count in capitals only: „ад“, „су“ and „ет“ are words as well.
_FORM = re.compile(
    r"(?<![\w-])(?:ЕООД|ООД|ЕАД|АД|ЕТ|СД|КД|КДА|ДЗЗД|СНЦ|СЮЛНЦ|ДПП|EOOD|OOD|EAD|AD|ET|Ltd|LTD|LLC"
    r"|GmbH"
    r"|Inc|INC|PLC|Plc|S\.?A|SRL|Sp\. z o\.o|B\.?V|KG|e\.V|Corp)(?![\w-])"
)
_INITIALS = re.compile(
    r"(?<![\w-])(?:Н?НЧ|ОУ|СУ|СОУ|НУ|ПУ|ПГ[А-Я]{0,6}|ПМГ|ЕГ|ЧЕГ|ДГ|ОДЗ|ЦДГ|ЦПЛР|ЦСОП|РУО|МБАЛ"
    r"|УМБАЛ|ДКЦ"
    r"|МИГ|ТПП|РИМ|РБ|ТД|ТУ|ЗК|ППЗК|ВиК|ДФЗ|АПИ|РЗИ|РИОСВ|ОД)(?=\s|[-–„\"“]|$)"
)
_WORDS = re.compile(
    r"\b(?:читалище|училище|гимназия|детска градина|детска ясла|община|общинска администрация"
    r"|общински съвет|областна администрация|кметство|сдружение|фондация|университет|колеж|академия"
    r"|болница|медицински център|кооперация|съюз|асоциация|музей|библиотека|министерство|клуб"
    r"|театър"
    r"|институт|камара|федерация|център за|общност|църковно настоятелство|настоятелство"
    r"|обсерватория"
    r"|municipality|school|association|foundation|university|college|institute|museum|library"
    r"|hospital|ministry|chamber|cooperative|society|kindergarten)\b",
    re.IGNORECASE,
)
_UNITS = re.compile(
    r"\b(?:агенция|дирекция|служба|инспекторат|agency|company|consulting|group|studio|студио"
    r"|хотел)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:фирма|организация|дружество|наименование|company|organi[sz]ation|firm)\s?[:–-]\s?",
    re.IGNORECASE,
)
_POST = re.compile(
    r"^(?:[^„\"“]{2,80}?\s(?:на|в|към|при|at|of|for)\s|(?:(?:гл\.?|главен|старши|зам\.?-?)\s?)?"
    r"(?:управител|собственик|председател|секретар|директор|кмет|експерт|счетоводител|мениджър"
    r"|manager|director|ceo|owner|представител|ръководител)\s)(?=[„\"“А-ЯA-Z])",
    re.IGNORECASE,
)
_POST_WORD = re.compile(
    r"управител|собственик|председател|секретар|директор|кмет|експерт|счетоводител|мениджър|учител"
    r"|manager|director|ceo|owner|officer|представител|ръководител|координатор|специалист|founder"
    r"|president|expert|assistant|head|заместник",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[„«\"“][^„«\"“”»]{1,80}[“”\"»]")
_SEPARATOR = re.compile(r"\s*[|•·;]\s*|\s+[-–—/]\s+|,\s+")
_LONGEST = 120
_SHORTEST = 4
_MARKS = "„“”\"«»'"


def organisation_in(lines: Sequence[str]) -> str:
    """The first organisation that lines name, with a legal form before one by a word; or empty."""
    usable = [line for line in lines if _usable(line)]
    parts = [_bare(part) for line in usable for part in _parts(line)]
    for known in (_FORM, _INITIALS, _WORDS, _UNITS):
        for part in parts:
            if known.search(part) and _is_name(part, known):
                return part
        for line in usable:  # „Общинска администрация – Гурково“
            if known.match(line) and _is_name(line, known):
                return line.strip(" *_,;")
    return ""


def _usable(line: str) -> bool:
    return len(line) <= _LONGEST and "@" not in line and not line.endswith("?")


def _parts(line: str) -> Iterator[str]:
    """The parts of a line between commas, dashes and bars outside quotation marks."""
    masked = _QUOTED.sub(lambda match: "x" * len(match[0]), line)
    start = 0
    for match in _SEPARATOR.finditer(masked):
        yield line[start : match.start()]
        start = match.end()
    yield line[start:]


def _bare(part: str) -> str:
    """A part without the word „Фирма:“ and without the post of somebody there."""
    bare = _LABEL.sub("", part.strip(" *_,;"), count=1)
    post = _POST.match(bare)
    if post is not None and _POST_WORD.search(post[0]):
        bare = bare[post.end() :]
    return bare.strip(" *_,;")


def _is_name(part: str, known: re.Pattern[str]) -> bool:
    """Whether there is a name and not only the form or the word, and no sentence around it."""
    if len(part) < _SHORTEST or not (part[0].isalnum() or part[0] in _MARKS):
        return False
    if part[0].islower() and known is not _WORDS:
        return False
    rest = known.sub("", part, count=1).strip(" .,-–№")
    return any(letter.isupper() or letter in _MARKS or letter.isdigit() for letter in rest) or (
        bool(rest) and known is _FORM
    )
