"""Reading cells: days, times, phones, channels and client types in all usual spellings.

Each reader gives the value, None for an empty cell, or raises :class:`Unread`, which says in words
what stands there and what is expected.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar

from flask_babel import lazy_gettext as _l

from oic.clients.models import ClientType
from oic.core.errors import Message
from oic.core.numbers import is_email, parse_eik, parse_phones
from oic.core.text import latin_key, similarity
from oic.enquiries.models import Channel, State
from oic.imports.reading import Broken, Cell

Word = TypeVar("Word", bound=StrEnum)
ALIKE = 0.8
NOTHING = frozenset(
    {"", "-", "–", "—", "--", "няма", "n/a", "na", "н/п", "не", "/", ".", "?", "none"}
)


class Unread(Exception):  # noqa: N818 - a finding about a cell
    """A cell that cannot be read; ``message`` says why, to a person."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class Unknown(Unread):
    """A word that nobody understands: a person can say what it stands for."""

    def __init__(self, text: str, message: Message) -> None:
        super().__init__(message)
        self.text = text


def text_of(cell: Cell) -> str:
    """The cell as a text; empty for none. Whole numbers come without a fraction."""
    if cell is None:
        return ""
    if isinstance(cell, Broken):
        raise Unread(_l("The spreadsheet itself says %(error)s here.", error=str(cell)))
    if isinstance(cell, bool):
        return "да" if cell else "не"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y %H:%M}" if cell.time() != time() else f"{cell:%d.%m.%Y}"
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return str(cell).strip()


def is_nothing(cell: Cell) -> bool:
    """Whether a cell says that there is nothing."""
    if isinstance(cell, Broken):
        return False
    return cell is None or (isinstance(cell, str) and cell.strip().casefold() in NOTHING)


# Words

_CHANNELS: dict[Channel, str] = {
    Channel.OFFICE: "офис|в офиса|на място|на място в офиса|посещение|лично|посещение в офиса|"
    "в оиц|на място в оиц|оиц|гише|присъствено|office|in the office|on site|visit|in person|"
    "walk-in",
    Channel.PHONE: "телефон|тел|по телефон|по телефона|по тел|телефонно|телефонно обаждане|"
    "телефонна консултация|обаждане|phone|by phone|telephone|call",
    Channel.EMAIL: "имейл|e-mail|email|мейл|ел. поща|електронна поща|по имейл|по e-mail|"
    "по електронен път|електронно|по ел. поща|поща (електронна)|mail|by e-mail|by email",
    Channel.WEB: "сайт|уеб|уеб форма|уебформуляр|онлайн|интернет|формуляр|през сайта|"
    "уеб формуляр|интернет форма|web|web form|website|online|through the web form",
    Channel.OUTREACH: "изнесена приемна|изнесени приемни|приемна|на изнесена приемна|"
    "изнесена консултация|изнесен офис|outreach|outreach reception|reception|"
    "at an outreach reception",
    Channel.EVENT: "събитие|информационно събитие|на събитие|инфо ден|информационен ден|семинар|"
    "обучение|среща|event|at an event|seminar|training|information day",
    Channel.LETTER: "писмо|с писмо|официално писмо|поща|деловодство|по пощата|входящо писмо|"
    "letter|by letter|post",
}
_TYPES: dict[ClientType, str] = {
    ClientType.BUSINESS: "бизнес|фирма|фирми|мсп|предприятие|предприятия|търговец|"
    "търговско дружество|оод|еоод|ад|еад|ет|микропредприятие|малко предприятие|"
    "средно предприятие|голямо предприятие|"
    "бизнес (фирми)|предприемач|стартираща фирма|business|company|sme|firm|enterprise|companies",
    ClientType.FARMER: "земеделски стопанин|земеделски производител|зп|зс|фермер|земеделец|"
    "земеделски стопани|тютюнопроизводител|farmer|farmers|agricultural producer",
    ClientType.NGO: "нпо|сдружение|фондация|юлнц|неправителствена организация|"
    "неправителствена организация (нпо)|нпо/юлнц|асоциация|клуб|сдружения|ngo|association|"
    "foundation|non-profit",
    ClientType.SCHOOL: "училище|училища|су|оу|пг|дг|детска градина|гимназия|"
    "образователна институция|ну|школа|school|kindergarten|schools",
    ClientType.CHITALISHTE: "читалище|читалища|нч|народно читалище|читалище (общностен център)|"
    "chitalishte|community centre|chitalishte (community centre)",
    ClientType.MUNICIPALITY: "община|общини|общинска администрация|кметство|км. кметство|район|"
    "местна власт|общински съвет|municipality|municipal administration|local authority",
    ClientType.INSTITUTION: "институция|държавна институция|администрация|държавна администрация|"
    "публична институция|ведомство|агенция|министерство|болница|областна администрация|ри|"
    "бюро по труда|institution|public institution|agency|ministry|public body",
    ClientType.UNIVERSITY: "университет|вуз|висше училище|тракийски университет|научен институт|"
    "институт|бан|университети|university|research institute|college",
    ClientType.MEDIA: "медия|медии|вестник|радио|телевизия|журналист|media|journalist|newspaper",
    ClientType.CITIZEN: "гражданин|граждани|физическо лице|фл|частно лице|безработен|студент|"
    "физически лица|пенсионер|учител|ученик|citizen|individual|person|private person|unemployed",
    ClientType.OTHER: "друг|друго|други|другo|неизвестно|other|others|unknown",
}
_STATES: dict[State, str] = {
    State.NEW: "ново|нова|нов|new|незапочнато|необработено",
    State.IN_PROGRESS: "в работа|в процес|обработва се|в изпълнение|работи се|отворено|текущо|"
    "in progress|open|in work|pending",
    State.AWAITING_CLIENT: "чака уточнение от клиента|чака клиента|изчаква клиента|"
    "чака се клиентът|изчаква|awaiting the client|waiting",
    State.FORWARDED: "препратено|пренасочено|изпратено по компетентност|по компетентност|forwarded",
    State.ANSWERED: "отговорено|отговорен|изпратен отговор|answered|replied",
    State.CLOSED: "приключено|приключен|затворено|да|изпълнено|завършено|решено|closed|done|yes|"
    "finished|completed",
    State.REOPENED: "подновено|отворено отново|reopened",
}


def _table(words: dict[Word, str]) -> dict[str, Word]:
    return {latin_key(name): kind for kind, names in words.items() for name in names.split("|")}


_BY_CHANNEL, _BY_TYPE, _BY_STATE = _table(_CHANNELS), _table(_TYPES), _table(_STATES)


def _understood(text: str, known: dict[str, Word]) -> Word | None:
    """The word that a text means: the whole of it, else alike, else the one word known in it."""
    key = latin_key(text)
    if not key:
        return None
    if key in known:
        return known[key]
    best = max(known, key=lambda one: similarity(one, key))
    if len(key) > 3 and similarity(best, key) >= 0.85:  # noqa: PLR2004 - shorter ones are alike by chance
        return known[best]
    begun = {kind for one, kind in known.items() if _begins(key.split(), one.split())}
    if len(begun) == 1:
        return begun.pop()
    parts = {known[part] for part in key.split() if part in known and len(part) > 1}
    return parts.pop() if len(parts) == 1 else None


def _begins(short: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether words are those of another text, each cut short: физ. лице."""
    return (
        len(short) == len(whole)
        and len("".join(short)) > 4  # noqa: PLR2004 - shorter ones begin too much
        and all(word.startswith(part) for part, word in zip(short, whole, strict=True))
    )


def channel_of(cell: Cell) -> Channel | None:
    """A channel. Raises Unknown for a word that is none."""
    return _word(cell, _BY_CHANNEL, _l("“%(text)s” is no channel that we know."))


def client_type_of(cell: Cell) -> ClientType | None:
    """A client type. Raises Unknown for a word that is none."""
    return _word(cell, _BY_TYPE, _l("“%(text)s” is no client type that we know."))


def state_of(cell: Cell) -> State | None:
    """A state; a yes is taken for closed. Raises Unknown for a word that is none."""
    if isinstance(cell, bool):
        return State.CLOSED if cell else State.IN_PROGRESS
    return _word(cell, _BY_STATE, _l("“%(text)s” is no state that we know."))


class _Said:
    """A message with the text put in when it is shown."""

    def __init__(self, message: Message, text: str) -> None:
        self._message, self._text = message, " ".join(text.split())[:60]

    def __str__(self) -> str:
        return str(self._message).replace("%(text)s", self._text)


def _word(cell: Cell, known: dict[str, Word], wrong: Message) -> Word | None:
    if is_nothing(cell):
        return None
    text = text_of(cell)
    found = _understood(text, known)
    if found is None:
        raise Unknown(text, _Said(wrong, text))
    return found


def one_of(
    cell: Cell,
    known: Sequence[tuple[int, Iterable[str]]],
    wrong: Message,
    *,
    parts: bool = False,
    also: Callable[[str], int | None] | None = None,
) -> int | None:
    """The number of what a cell names: exactly, then alike, where one alone is.

    ``parts`` takes a part of a name too (a family name); ``also`` is a last way to know it. Raises
    Unknown.
    """
    if is_nothing(cell):
        return None
    text = text_of(cell)
    key = latin_key(text)
    by_key = [(number, {latin_key(name) for name in names if name}) for number, names in known]
    exact = {number for number, keys in by_key if key and key in keys}
    if len(exact) == 1:
        return exact.pop()
    if also is not None and (number := also(text)) is not None:
        return number
    if parts:
        wanted = set(key.split())
        some = {n for n, keys in by_key if any(wanted and wanted <= set(k.split()) for k in keys)}
        if len(some) == 1:
            return some.pop()
    alike = {
        number for number, keys in by_key if any(similarity(one, key) >= ALIKE for one in keys)
    }
    if len(alike) == 1 and len(key) > 3:  # noqa: PLR2004 - shorter ones are alike by chance
        return alike.pop()
    raise Unknown(text, _Said(wrong, text))


def eik_of(cell: Cell) -> str | None:
    """An ЕИК/БУЛСТАТ. Raises Unread where its check digit is wrong."""
    if is_nothing(cell):
        return None
    text = text_of(cell)
    found = parse_eik(text) or (parse_eik(text.zfill(9)) if text.isdecimal() else None)
    if found is None:
        raise Unread(_l("“%(text)s” is no EIK/BULSTAT: its check digit is wrong.", text=text[:40]))
    return found


_LABEL = re.compile(r"^[^\d+(]+")
"""What stands before a number: тел., GSM."""
_BREAKS = re.compile(r"[\s,;/|]+")


def emails_of(cell: Cell) -> tuple[str, ...]:
    """The e-mail addresses in a cell. Raises Unread where something with @ is none."""
    if is_nothing(cell):
        return ()
    text = text_of(cell)
    found = [part.strip("<>().,:") for part in _BREAKS.split(text) if "@" in part]
    wrong = next((part for part in found if not is_email(part)), None)
    if wrong is not None or not found:
        raise Unread(_l("“%(text)s” is no e-mail address.", text=(wrong or text)[:60]))
    return tuple(dict.fromkeys(found))


def phones_of(cell: Cell) -> tuple[str, ...]:
    """The telephone numbers in a cell, as given; what cannot be read is kept as it stands."""
    if is_nothing(cell):
        return ()
    text = text_of(cell)
    if text.isdecimal() and len(text) in {8, 9} and not text.startswith("0"):
        text = f"0{text}"  # a spreadsheet has taken the zero for nothing
    read = [_LABEL.sub("", " ".join(phone.original.split()))[:40] for phone in parse_phones(text)]
    return tuple(dict.fromkeys(read)) or (" ".join(text.split())[:40],)


def contacts_of(cell: Cell) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The e-mail addresses and the phones of a cell that holds both. Raises Unread."""
    if is_nothing(cell):
        return (), ()
    text = text_of(cell)
    mails = [part for part in _BREAKS.split(text) if "@" in part]
    emails = emails_of(" ".join(mails)) if mails else ()
    rest = text
    for part in mails:
        rest = rest.replace(part, " ")
    digits = sum(letter.isdigit() for letter in rest)
    return emails, phones_of(rest.strip(" ,;/|")) if digits > 4 else ()  # noqa: PLR2004 - a number


def language_of(cell: Cell) -> str:
    """Bg or en; whatever else was spoken is answered in English."""
    key = latin_key(text_of(cell))
    return "bg" if not key or key.startswith(("b", "balg")) else "en"
