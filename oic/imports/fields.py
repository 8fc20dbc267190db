"""What a column may hold, and how columns are recognised by their headings."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from hashlib import sha256

from flask_babel import lazy_gettext as _l

from oic.core.labels import Labelled
from oic.core.text import fold, latin_key, similarity
from oic.imports.reading import Cell, Row

HEAD_WITHIN = 20
"""Rows among which the headings are looked for; titles and signatures stand above them."""
LEAST_HEADINGS = 2
ALIKE = 0.8
"""From this similarity on, a heading is taken for a known one that was mistyped."""


class Field(Labelled):
    """What of an enquiry a column holds."""

    NUMBER = "number", _l("Number in the old register")
    RECEIVED_ON = "received_on", _l("Received on")
    RECEIVED_TIME = "received_time", _l("Received at (time)")
    CHANNEL = "channel", _l("Channel used")
    CLIENT_TYPE = "client_type", _l("Client type")
    CLIENT_NAME = "client_name", _l("Client's name")
    ORGANISATION = "organisation", _l("Organisation")
    EIK = "eik", _l("EIK/BULSTAT")
    EMAIL = "email", _l("E-mail")
    PHONE = "phone", _l("Phone")
    CONTACT = "contact", _l("Phone and e-mail together")
    MUNICIPALITY = "municipality", _l("Municipality")
    SUBJECT = "subject", _l("Subject")
    QUESTION = "question", _l("Question")
    ANSWER = "answer", _l("Answer given")
    PROGRAMME = "programme", _l("Programme")
    PROCEDURE = "procedure", _l("Procedure")
    TOPIC = "topic", _l("Topic")
    EXPERT = "expert", _l("Expert")
    STATE = "state", _l("State")
    ANSWERED_ON = "answered_on", _l("Answered on")
    CLOSED_ON = "closed_on", _l("Closed on")
    DURATION = "duration", _l("Duration of the talk, in minutes")
    QUESTIONS_COUNT = "questions_count", _l("How many questions")
    LANGUAGE = "language", _l("Language")
    NOTE = "note", _l("Note")


SEVERAL = frozenset({Field.QUESTION, Field.NOTE, Field.PHONE, Field.EMAIL})
"""Columns of these may come more than once."""

_NAMES: dict[Field, str] = {
    Field.NUMBER: "№|номер|no|n|номер по ред|пореден номер|№ по ред|вх. №|входящ номер|вх номер|"
    "регистрационен номер|рег. №|рег номер|number|ref|reference|id|incoming number",
    Field.RECEIVED_ON: "дата|дата на постъпване|дата на запитването|дата на получаване|постъпило|"
    "постъпило на|получено|получено на|дата на вписване|дата на посещението|дата на консултацията|"
    "вх. дата|от дата|ден|date|received|received on|date received|day|date of enquiry",
    Field.RECEIVED_TIME: "час|начален час|време на постъпване|час на постъпване|time|hour",
    Field.CHANNEL: "канал|как постъпи|начин|начин на запитване|начин на постъпване|"
    "начин на получаване|форма на запитване|вид на запитването|вид запитване|"
    "вид консултация|вид на консултацията|"
    "източник|място на консултацията|channel|via|source|means",
    Field.CLIENT_TYPE: "вид клиент|тип клиент|вид на клиента|целева група|тип бенефициент|"
    "вид бенефициент|категория|категория клиент|тип организация|вид организация|статут|"
    "client type|type of client|type|target group|category|kind of client",
    Field.CLIENT_NAME: "име|имена|име и фамилия|клиент|посетител|лице|лице за контакт|"
    "трите имена|заявител|запитващ|име на клиента|име на посетителя|контактно лице|name|client|"
    "visitor|contact person|full name|person",
    Field.ORGANISATION: "организация|фирма|институция|наименование|име на организацията|"
    "наименование на организацията|организация/фирма|фирма/организация|юридическо лице|"
    "представлява|organisation|organization|company|firm|institution",
    Field.EIK: "еик|булстат|еик/булстат|булстат/еик|eik|bulstat|uic|company number",
    Field.EMAIL: "имейл|e-mail|email|ел. поща|електронна поща|ел. адрес|e-mail адрес|мейл|mail",
    Field.PHONE: "телефон|тел|тел.|тел. номер|телефонен номер|gsm|гсм|мобилен|phone|telephone|tel",
    Field.CONTACT: "контакт|контакти|тел./e-mail|тел/имейл|телефон/e-mail|телефон и имейл|"
    "данни за контакт|координати|за връзка|contact|contacts|contact details|phone/email",
    Field.MUNICIPALITY: "община|населено място|град|град/село|място|адрес|община/населено място|"
    "municipality|town|city|place|location",
    Field.SUBJECT: "относно|предмет|тема на запитването|заглавие|subject|about|title",
    Field.QUESTION: "въпрос|въпроси|запитване|зададен въпрос|зададени въпроси|съдържание|"
    "съдържание на запитването|описание|текст|текст на запитването|предмет на запитването|"
    "въпрос 1|въпрос 2|въпрос 3|question|questions|enquiry|inquiry|text|description|request",
    Field.ANSWER: "отговор|предоставена информация|даден отговор|съдържание на отговора|"
    "предоставена консултация|резултат|answer|response|reply|information given|answer given",
    Field.PROGRAMME: "програма|оперативна програма|програми|оп|по програма|фонд|programme|program|"
    "programmes|operational programme",
    Field.PROCEDURE: "процедура|процедури|номер на процедура|№ на процедура|схема|мярка|"
    "procedure|procedures|call|measure|scheme",
    Field.TOPIC: "тема|теми|тематика|topic|topics|theme",
    Field.EXPERT: "експерт|обработил|отговорил|консултант|отговорен експерт|служител|"
    "приел|възложено на|изпълнител|експерт оиц|expert|assignee|handled by|consultant|officer",
    Field.STATE: "състояние|статус|статус на запитването|приключено|state|status",
    Field.ANSWERED_ON: "дата на отговор|дата на отговора|отговорено на|отговорено|първи отговор|"
    "дата на изпращане на отговора|answered|answered on|date answered|first answered|reply date",
    Field.CLOSED_ON: "дата на приключване|приключено на|затворено на|closed|closed on|date closed",
    Field.DURATION: "времетраене|продължителност|времетраене (мин)|времетраене, минути|минути|мин|"
    "продължителност (мин.)|продължителност, минути|duration|duration, minutes|minutes|"
    "length|duration (min)",
    Field.QUESTIONS_COUNT: "брой въпроси|бр. въпроси|брой на въпросите|number of questions|"
    "question count|questions count|no. of questions",
    Field.LANGUAGE: "език|language",
    Field.NOTE: "забележка|забележки|бележка|бележки|коментар|note|notes|comment|remarks",
}
_NOISE = re.compile(r"[\s\n\r]+")


def _key(heading: str) -> str:
    return latin_key(_NOISE.sub(" ", heading.replace("№", " nomer ")))


_KNOWN: dict[str, Field] = {}
for _field, _names in _NAMES.items():
    for _name in _names.split("|"):
        _KNOWN.setdefault(_key(_name), _field)


def recognise(heading: str) -> Field | None:
    """What a column with this heading holds, whatever its spelling; None: no known one."""
    key = _key(heading)
    if not key:
        return None
    if key in _KNOWN:
        return _KNOWN[key]
    best = max(_KNOWN, key=lambda known: similarity(known, key))
    return _KNOWN[best] if len(key) > 3 and similarity(best, key) >= ALIKE else None  # noqa: PLR2004 - shorter ones are alike by chance


def head_of(rows: Iterable[Row]) -> Row | None:
    """The row with the headings: of the first twenty the one in which most are known."""
    best: tuple[int, Row] | None = None
    for row, _number in zip(rows, range(HEAD_WITHIN), strict=False):
        texts = [cell for cell in row.cells if isinstance(cell, str) and len(cell) < 80]  # noqa: PLR2004 - a heading is no sentence
        known = len({recognise(text) for text in texts} - {None})
        if known >= LEAST_HEADINGS and (best is None or known > best[0]):
            best = (known, row)
    return best[1] if best else None


def guess(headings: Sequence[str], samples: Sequence[Sequence[Cell]] = ()) -> dict[int, Field]:
    """Which column holds what: by its heading, and by what stands in it where that leaves doubt."""
    found: dict[int, Field] = {}
    taken: set[Field] = set()
    for index, heading in enumerate(headings):
        field = recognise(heading)
        if field is None:
            continue
        field = _settled(field, [row[index] for row in samples if index < len(row)])
        if field in taken and field not in SEVERAL:
            continue
        found[index] = field
        taken.add(field)
    if Field.QUESTION not in taken:
        _for_want_of(found, (Field.SUBJECT, Field.TOPIC), Field.QUESTION)
    return found


def _settled(field: Field, cells: Sequence[Cell]) -> Field:
    """A heading says one thing and the cells another: the cells are right."""
    given = [cell for cell in cells if cell is not None and cell != ""]
    texts = [cell for cell in given if isinstance(cell, str)]
    if not given:
        return field
    if field in {Field.QUESTION, Field.QUESTIONS_COUNT}:
        counts = all(_is_count(cell) for cell in given)
        return Field.QUESTIONS_COUNT if counts else Field.QUESTION
    if field in {Field.PHONE, Field.EMAIL, Field.CONTACT} and texts:
        return _way_to_reach(field, texts)
    if field is Field.STATE and any(isinstance(cell, (date, datetime)) for cell in given):
        return Field.CLOSED_ON
    if field is Field.RECEIVED_ON and all(isinstance(cell, time) for cell in given):
        return Field.RECEIVED_TIME
    return field


def _way_to_reach(field: Field, texts: Sequence[str]) -> Field:
    mails = any("@" in text for text in texts)
    numbers = any(sum(letter.isdigit() for letter in text) > 5 for text in texts)  # noqa: PLR2004 - a number
    if mails and numbers:
        return Field.CONTACT
    if field is Field.CONTACT and not mails and not numbers:
        return Field.CLIENT_NAME
    return field


def _is_count(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return False
    if isinstance(cell, (int, float)):
        return True
    return isinstance(cell, str) and cell.isdecimal() and len(cell) < 3  # noqa: PLR2004 - a count


def _for_want_of(found: dict[int, Field], instead: Sequence[Field], wanted: Field) -> None:
    """Where no column is for the question, what comes nearest is."""
    for field in instead:
        for index, given in found.items():
            if given is field:
                found[index] = wanted
                return


def headings_key(headings: Sequence[str]) -> str:
    """Of a table's headings, to know the next table with the same ones by."""
    return sha256("\n".join(fold(heading) for heading in headings).encode()).hexdigest()
