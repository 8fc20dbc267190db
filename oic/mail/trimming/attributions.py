"""The lines by which a mail program says who wrote what follows: „On …, … wrote:“.

A line is first asked for cheap things (a colon at its end), then for what it has: a verb, a date,
a time, an address. No pattern looks for several of them at once, so that none takes long.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST = 420
"""Signs of an attribution, over all its lines; who writes more than that is a person."""
_LINES = 5
_SHORTEST = 4
_LAST_WORDS = 60

# The verb at the end; after it at most „(на):“, „ -----“ or what a language puts there.
_LAST_VERBS = (
    r"wrote|writes|write|said|написа(?:х|л[аио]?)?|написал\(а\)|написао(?:/ла)?|пишет?|писа"
    r"|писал[аи]?"
    r"|a\s+[ée]crit|escribi[óo]|escribe|escreveu|ha\s+scritto|scrisse|scrive|schreef|schrieb|skrev"
    r"|napisał(?:\(a\)|a)?|pisze|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|napisala?|píše"
    r"|kirjoitti|a\s+scris|έγραψε|yazdı|ezt\s+írta|írta|je\s+napisa(?:o|la)(?:/la)?"
    r"|napisa(?:o|la)(?:/la)?(?:\s+je)?|је\s+написа(?:о|ла)(?:/ла)?|đã\s+viết|menulis|rašė"
    r"|kirjutas|rakstīja|ha\s+escrit|escrigué|scripsit|כתבה?|كتب"
)
_LAST_VERB = re.compile(
    rf"(?:\b(?:{_LAST_VERBS})(?:\s?\((?:на|время|a|e|időpont|the following)\b[^()]{{0,60}}\))?"
    r"|写道|寫道|写到|님이\s?작성|님이\s?씀|의\s?메시지|のメール|書きました|のメッセージ)"
    r"(?:\s(?:the following|следното|folgendes|das folgende|següent|le message suivant))?"
    r"\s?(?:[:：]|\.{3}|…)?[\s*_\"“»]{0,3}(?:-{2,8})?$",
    re.IGNORECASE,
)
# Before the name: „schrieb Иван:“; or before the date, as forums and Gmail in some languages.
_EARLY_VERB = re.compile(
    r"\b(?:schrieb|schreef|skrev|napsal|napsala|написав|wrote|writes|ezt\s+írta|escribió|escreveu"
    r"|a\s+écrit|ha\s+scritto|a\s+scris|pisze|писал[аи]?|написал[аи]?|написа)\b"
    r"[^\n]{1,160}[:：][\s*_]{0,3}$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+%/=-]@[\w-]{1,63}\.\w|@[\w-]{1,63}>|<mailto:|<[^<>\s]{1,80}@")
_MONTH = (
    r"(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|fév|avr|juin|juil|août|déc"
    r"|ян|фев|мар|апр|май|мая|юн|юл|авг|сеп|окт|ное|ноя|дек|июн|июл)\w{0,7}"
)
_DATE = re.compile(
    r"(?<!\d)\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}(?!\d)|\d{4}[./-]\s?\d{1,2}[./-]\s?\d{1,2}"
    r"|\b(?:19|20)\d\d\b|(?:19|20)\d\d\s?[年년]"
)
_NO_YEAR = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\.?\s{_MONTH}\b|\b{_MONTH}\.?\s\d{{1,2}}\b", re.IGNORECASE
)
_TIME = re.compile(
    r"(?<![\d.])\d{1,2}:\d{2}(?!\d)|\b(?:kl|klo|kell|ob|um|à|às|alle|at|v"
    r"|om)\.?\s\d{1,2}[.h]\d{2}\b"
    r"|\b\d{1,2}\s?[ap]\.?m\b",
    re.IGNORECASE,
)
_DAYS = (
    r"mon|tues?|wed|thu(?:rs)?|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|пн|вт|ср|чт|пт|сб|вс|нд|пон|вто|сря|чет|пет|съб|нед|понеделник|вторник|сряда|четвъртък"
    r"|петък|събота|неделя|понедельник|среда|четверг|пятница|суббота|воскресенье"
    r"|mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
    r"|lun|mar|mer|jeu|ven|sam|dim|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|mié|jue|vie|sáb|dom|seg|ter|qua|qui|sex|gio|sab|ma|wo|vr|za|zo|pon|wt|śr|czw|pt|sob|niedz"
    r"|po|út|st|čt|pá|so|ne|mån|tis|ons|tors|fre|lör|sön|man|tir|lør|søn|ti|ke|to|pe|la|su"
    r"|hétf[őo]|kedd|szerda|csüt|pént|szo|vas|joi|mie|vin|sâm|pzt|sal|çar|per|cum|cmt|paz"
)
_DAYED = re.compile(rf"^(?:[-–—]{{1,4}}\s?)?\w{{1,4}}\s(?:{_DAYS})\b[.,]", re.IGNORECASE)
_DAY = re.compile(rf"^(?:{_DAYS})\b", re.IGNORECASE)
_STRONG = re.compile(
    rf"^[-–—*_]{{0,6}}\s?(?:(?:on|на|в|във|в|am|le|el|em|il|il giorno|op|den|dne|dňa|dnia|w dniu|pe"
    r"|în|la|στις|v|dana|у|дана|vào|pada|em data|in data|el día|a la data|in article|in message"
    rf"|at|il\s\d)\s|(?:{_DAYS})[.,]?\s|在|於|于)",
    re.IGNORECASE,
)
"""How an attribution opens where its program has a word for it: „On“, „Am“, „пн,“."""
_WEAK = re.compile(r"^[-–—*_]{0,6}\s?(?:\d|\S{1,14}[.,]?\s\d)")
_ENDS = re.compile(r"(?:[:：][\s*_\"“»]{0,3}(?:-{2,8})?|-{2,8})$")
_ENDS_LOOSELY = re.compile(r"(?:[:：][\s*_\"“»]{0,3}(?:-{2,8})?|-{2,8}|\w[)\]]?)$")
_COLON = re.compile(r"[:：][\s*_]{0,3}$")
_SENDER_LAST = re.compile(r"[\w>)\]]\s?(?:님)?[:：][\s*_]{0,3}$")
_DASHED = re.compile(r"^-{2,6}\s?\S")
_ONLY_SENDER = re.compile(
    r"^[^\n<>@:?!]{0,60}<[^\s<>@]{1,80}@[^\s<>@]{1,80}>,?\s(?:wrote|writes|написа|schrieb"
    r"|a\sécrit|escribió"
    r"|escreveu|ha\sscritto|schreef)\s?:$",
    re.IGNORECASE,
)
_OF_NEWS = re.compile(r"^in\s(?:article|message|<)\s?\S{3,200}", re.IGNORECASE)
_NAMED = re.compile(
    r"^[*_\"]{0,2}[^\W\d_a-zа-я][\w.'’-]{0,30}(?:\s[^\W\d_a-zа-я][\w.'’-]{0,30}){0,4}[\"*_,]{0,2}\s"
    r"(?:[Ww]rote|writes|said|написа|пише|написал|schrieb|a écrit|escribió|escreveu|ha scritto"
    r"|schreef"
    r"|skrev|napisał\(a\)|napisał|pisze|napsal|a scris|kirjoitti)\s?:$"
)
_QUOTING = re.compile(
    r"^(?:quoting|quote from|citing|цитат от|цитирам|zitat von|citando a|citando|citation de"
    r"|en réponse à"
    r"|in reply to|в отговор на|цитата от)\s\S",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]{3,}")
_SMALL = frozenset(
    "uhr via van von der den del las los dos the and schrieb schreef skrev написав часа "
    "пользователь гмт gmt eest eet cest utc".split()
)
"""Small words between the hour and the name in an attribution."""
_OPEN_END = re.compile(r"[.!?…]$")
_SHORTENED = re.compile(r"(?:\b\w{1,5}|[гр])\.$")

# „On Mon, 5 Oct 2026 at 10:12, Foo <a@b> wrote: the text“, all in one line.
_INLINE = re.compile(
    r"^(?:[-–—]{1,4}\s?)?(?:on|на|am|le|el|em|il|op)\s[^\n]{8,240}?"
    r"(?:wrote|написа|schrieb[^:\n]{0,120}|a\s+écrit|escribió|escreveu|ha\s+scritto"
    r"|schreef[^:\n]{0,120})"
    r"\s?:\s?[>|\"“]?\s?\S",
    re.IGNORECASE,
)


def could_end(line: str, *, quoted_below: bool = False) -> bool:
    """Whether an attribution may end with a line; asked of every line, so it asks little."""
    return len(line) > _SHORTEST and bool(
        (_ENDS_LOOSELY if quoted_below else _ENDS).search(line[-12:])
    )


def attribution(lines: Sequence[str], last: int, *, floor: int, quoted_below: bool) -> int | None:
    """The line where the attribution begins that ends in ``last``; None where none does.

    ``floor`` is the first line that it may take; ``quoted_below`` says that a quotation with
    signs follows, when less is needed to believe it.
    """
    if not could_end(lines[last], quoted_below=quoted_below):
        return None
    weak = short = None
    for first in _possible(lines, last, floor):
        joined = " ".join(filter(None, lines[first : last + 1]))
        if len(joined) > LONGEST:
            break
        if not _says_who_wrote(joined, quoted_below=quoted_below):
            continue
        if _STRONG.match(lines[first]):
            return first
        if weak is None and _WEAK.match(lines[first]) and _DATE.search(lines[first]):
            weak = first
        if short is None:
            short = first
    return weak if weak is not None else short


def _possible(lines: Sequence[str], last: int, floor: int) -> Iterator[int]:
    """The lines at which an attribution may begin that ends in ``last``, the nearest first."""
    apart = False
    for first in range(last, max(last - _LINES, floor - 1), -1):
        line = lines[first]
        if not line:
            if sum(map(len, lines[first : last + 1])) > _LAST_WORDS:
                return
            apart = True  # HTML made paragraphs of „<ivan@…>“ and „wrote:“
            continue
        if first < last and _OPEN_END.search(line) and not _SHORTENED.search(line):
            return  # a sentence of a person's ends there
        if apart and not (has_date(line) or has_address(line)):
            return
        yield first


def inline(line: str) -> bool:
    """Whether a line is an attribution with the beginning of the quotation behind it."""
    match = _INLINE.match(line[:LONGEST])
    if match is None:
        return False
    head = match[0]
    return bool(_DATE.search(head) and (_TIME.search(head) or _ADDRESS.search(head)))


def has_date(text: str) -> bool:
    """Whether there is a date in a text, with its year or without."""
    return bool(_DATE.search(text) or _NO_YEAR.search(text))


def has_day(text: str) -> bool:
    """Whether a text begins with a day of the week."""
    return bool(_DAY.match(text.strip()))


def has_time(text: str) -> bool:
    """Whether there is a time of day in a text."""
    return bool(_TIME.search(text))


def has_address(text: str) -> bool:
    """Whether there is an e-mail address in a text."""
    return bool(_ADDRESS.search(text))


@dataclass(frozen=True)
class _Has:
    """What was found in the lines of what may be an attribution."""

    text: str
    dated: bool
    timed: bool
    addressed: bool
    quoted_below: bool

    @property
    def sure(self) -> bool:
        """What a program tells and a person does not: the day with the hour or the address."""
        return self.dated and (self.timed or self.addressed)

    @property
    def by_name(self) -> bool:
        """Whether it is an address or a name that wrote: „кметът написа“ is a person's word."""
        if self.addressed:
            return True
        behind = 0
        for match in _TIME.finditer(self.text):
            behind = match.end()
        words = _WORDS.findall(_LAST_VERB.sub(" ", self.text[behind:]))
        return not any(word[0].islower() and word.casefold() not in _SMALL for word in words)

    @property
    def likely(self) -> bool:
        """Enough above a quotation with signs."""
        return self.quoted_below and (self.dated or self.timed or self.addressed)


def _says_who_wrote(joined: str, *, quoted_below: bool) -> bool:
    addressed = has_address(joined)
    dated = has_date(joined) if addressed else bool(_DATE.search(joined))
    has = _Has(joined, dated, has_time(joined), addressed, quoted_below)
    if not (has.dated or has.addressed or quoted_below):
        return False
    if _LAST_VERB.search(joined):
        return _with_verb(has)
    if not _COLON.search(joined):
        return False
    return _with_early_verb(has) or _without_verb(has)


def _with_verb(has: _Has) -> bool:
    """„On …, Ivan wrote:“."""
    dashed = bool(_DASHED.match(has.text))
    sure = (
        (has.sure and has.by_name)
        or (has.dated and bool(_DAYED.match(has.text)))
        or (has.addressed and dashed)
    )
    sure = sure or bool(_ONLY_SENDER.match(has.text))
    if sure and (dashed or has.quoted_below or _COLON.search(has.text)):
        return True
    named = _NAMED.match(has.text) or _OF_NEWS.match(has.text)
    return has.likely or (has.quoted_below and bool(named))


def _with_early_verb(has: _Has) -> bool:
    """„Am … schrieb Ivan:“."""
    return ((has.sure and has.by_name) or has.likely) and bool(_EARLY_VERB.search(has.text))


def _without_verb(has: _Has) -> bool:
    """„5 окт. 2026 г., 10:12, Иван <…>:“, or „Quoting Ivan <…>:“."""
    if has.quoted_below and has.addressed and _QUOTING.match(has.text):
        return True
    if not (has.dated and has.addressed):
        return False
    return has.quoted_below or (has.timed and bool(_SENDER_LAST.search(has.text)))
