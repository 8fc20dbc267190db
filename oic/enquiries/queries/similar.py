"""Answered enquiries that are like a text: what was said then may serve again."""

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, Select, column, func, literal_column, select, table
from sqlalchemy.orm import joinedload

from oic.core.db import db
from oic.core.search import document_terms, query_terms
from oic.core.text import fold
from oic.enquiries.models import (
    Enquiry,
    EntryKind,
    Question,
    SearchDocument,
    State,
    TemplateKind,
    TimelineEntry,
)
from oic.enquiries.queries import letters
from oic.enquiries.queries.aside import not_aside

CANDIDATES = 400
"""So many of the newest that share two telling words are weighed: enough at any size."""
TELLING = 8
"""So many of the longest words of the text are looked for."""
LEAST_LETTERS = 3
LEAST_SCORE = 0.12
REPEATED = 8
"""So often an answer may have been given before it hides another one."""
GENERIC_WEIGHT = 0.25
_GENERIC = frozenset(
    document_terms(
        """къде кога как какво какъв каква какви колко кой коя кои кого защо дали има имам имаме
        няма може мога можем можете трябва искам искаме иска желая желаем знам знаете питам питаме
        пита попита интересува интересувам интересуваме интересуват търся търсим търси моля
        здравейте добър ден благодаря благодарим предварително уважаеми дами господа някакъв някоя
        някакви подам подадем подава подават подаване подаде подавам документ документи
        кандидатствам кандидатстване кандидат програма процедура проект европейски фонд средства
        пари финансиране помощ информация въпрос запитване отговор срок нов нова година първи
        съюз повече получа получим
        where when how what which who there any can could would like want know ask please dear sir
        madam thank thanks hello apply application submit document programme procedure project
        european union fund funding money support information question answer deadline new year
        first more get"""
    ).split()
)
"""What people ask with, whatever they ask about: alone it makes no two questions alike."""
_ANSWERED = (State.ANSWERED, State.CLOSED)
_ANSWERS = (EntryKind.ANSWER, EntryKind.TOLD)
_GREETING = re.compile(
    r"\A(?:Уважаем[аи]|Здравей|Добър (?:ден|вечер)|Добро утро|Dear|Hello|Good (?:morning|day))"
    r"[^\n]{0,200}[,!](?:\n|\Z)\s*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^(?:С уважение|С поздрав|Поздрави|Yours|Sincerely|Kind regards|Best regards|Regards)"
    r"[^\n:.]{0,30}$",
    re.IGNORECASE | re.MULTILINE,
)
_GAP = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True)
class Similar:
    """An answered enquiry, what was answered, and how like it is: 0 to 1."""

    enquiry: Enquiry
    answer: TimelineEntry
    score: float
    words: str
    """The answer itself: without another client's name, and what every letter says anyway."""


def _terms(text: str) -> list[str]:
    known = (term for term in query_terms(text) if term.isascii() and term.isalnum())
    return [term for term in known if len(term) >= LEAST_LETTERS]


def _telling(terms: Collection[str]) -> list[str]:
    """The words that say most: numbers of procedures first, then the longest; generic ones last."""
    return sorted(terms, key=lambda term: (term in _GENERIC, term.isalpha(), -len(term), term))[
        :TELLING
    ]


def _matching(terms: Sequence[str]) -> Select[Any]:
    """Documents with two of the terms, not both generic, or with the only one, newest first."""
    pairs: list[tuple[str, ...]] = [
        pair for pair in combinations(terms, 2) if not _GENERIC.issuperset(pair)
    ] or [(terms[0],)]
    condition: ColumnElement[bool]
    if db.session.get_bind().dialect.name == "postgresql":
        question = " | ".join(f"({' & '.join(pair)})" for pair in pairs)
        # Written as in revision 0002, so that the index serves it.
        vector: ColumnElement[str] = literal_column(
            "array_to_tsvector(string_to_array(search_document.terms, ' '))"
        )
        condition = vector.op("@@")(func.to_tsquery("simple", question))
    else:
        question = " OR ".join(f"({' AND '.join(pair)})" for pair in pairs)
        fts = table("search_fts", column("rowid"), column("search_fts"))
        condition = SearchDocument.enquiry_id.in_(
            select(fts.c.rowid).where(fts.c.search_fts.op("MATCH")(question))
        )
    return (
        select(SearchDocument.enquiry_id)
        .where(condition)
        .order_by(SearchDocument.enquiry_id.desc())
    )


def similar(
    text: str,
    *,
    programme_ids: Collection[int] = frozenset(),
    language: str | None = None,
    without: int | None = None,
    limit: int = 5,
) -> list[Similar]:
    """Answered enquiries like a text, the most alike first.

    Rare words weigh more than common ones, and those that every question has do not suffice; the
    same programme adds a little. An answer that was given several times is offered once.
    ``language`` keeps to those answered in it; ``without`` leaves one enquiry out. Two questions
    to the database and one more for what is found.
    """
    terms = _terms(text)
    if _GENERIC.issuperset(terms):
        return []
    candidates = (
        select(SearchDocument.enquiry_id, SearchDocument.terms)
        .join(Enquiry, Enquiry.id == SearchDocument.enquiry_id)
        .where(
            SearchDocument.enquiry_id.in_(_matching(_telling(terms)).limit(CANDIDATES * 4)),
            Enquiry.state.in_(_ANSWERED),
        )
        .order_by(SearchDocument.enquiry_id.desc())
        .limit(CANDIDATES)
    )
    if language:
        candidates = candidates.where(Enquiry.language == language)
    if without is not None:
        candidates = candidates.where(Enquiry.id != without)
    found = [(int(row[0]), frozenset(row[1].split())) for row in db.session.execute(candidates)]
    scores = _scores(frozenset(terms), found)
    if not scores:
        return []
    if programme_ids:
        same = db.session.scalars(
            select(Question.enquiry_id).where(
                Question.enquiry_id.in_(scores), Question.programme_id.in_(programme_ids)
            )
        )
        for enquiry_id in set(same):
            scores[enquiry_id] += 0.15
    best = sorted(scores, key=lambda enquiry_id: (-scores[enquiry_id], -enquiry_id))
    wanted = [enquiry_id for enquiry_id in best if scores[enquiry_id] >= LEAST_SCORE]
    return _each_once(_with_answers(wanted[: limit * REPEATED], scores))[:limit]


def _scores(terms: frozenset[str], found: Sequence[tuple[int, frozenset[str]]]) -> dict[int, float]:
    """Share of the text's weight that each document has: rare words among them weigh more.

    Documents that share generic words alone are left out.
    """
    counts = Counter(term for _, document in found for term in document & terms)
    weights = {
        term: math.log(1 + (len(found) + 1) / (counts[term] + 0.5))
        * (GENERIC_WEIGHT if term in _GENERIC else 1)
        for term in terms
    }
    whole = sum(weights.values())
    return {
        enquiry_id: min(1.0, sum(weights[term] for term in document & terms) / whole)
        for enquiry_id, document in found
        if not _GENERIC.issuperset(document & terms)
    }


def _each_once(found: Sequence[Similar]) -> list[Similar]:
    """The answers without those that repeat one in front of them, whatever their punctuation."""
    once: dict[str, Similar] = {}
    for one in found:
        once.setdefault(re.sub(r"\W+", " ", fold(one.words)).strip(), one)
    return list(once.values())


def _with_answers(enquiry_ids: Sequence[int], scores: dict[int, float]) -> list[Similar]:
    taken_back = select(TimelineEntry.undoes_id).where(
        TimelineEntry.enquiry_id.in_(enquiry_ids), TimelineEntry.undoes_id.is_not(None)
    )
    answers = {
        entry.enquiry_id: entry
        for entry in db.session.scalars(
            select(TimelineEntry)
            .where(
                TimelineEntry.enquiry_id.in_(enquiry_ids),
                TimelineEntry.kind.in_(_ANSWERS),
                TimelineEntry.body != "",
                TimelineEntry.id.not_in(taken_back),
            )
            .order_by(TimelineEntry.id)
        )
    }
    enquiries = {
        enquiry.id: enquiry
        for enquiry in db.session.scalars(
            select(Enquiry)
            .where(Enquiry.id.in_(answers), not_aside())
            .options(
                joinedload(Enquiry.contact),
                joinedload(Enquiry.organisation),
                joinedload(Enquiry.municipality),
            )
        )
    }
    usual = {language: _usual(language) for language in {e.language for e in enquiries.values()}}
    return [
        Similar(
            enquiries[one],
            answers[one],
            scores[one],
            answer_in(answers[one].body, usual[enquiries[one].language]),
        )
        for one in enquiry_ids
        if one in enquiries
    ]


def _usual(language: str) -> frozenset[str]:
    """Paragraphs of the usual letter: they stand in the next one already."""
    template = letters.standard(TemplateKind.ANSWER, language)
    return frozenset(_GAP.split(template.body.replace("\r\n", "\n"))) if template else frozenset()


def answer_in(letter: str, usual: Collection[str] = ()) -> str:
    """What a letter answers, without its greeting, its closing words and ``usual`` paragraphs.

    The whole text where nothing would be left.
    """
    text = letter.replace("\r\n", "\n").strip()
    heart = _GREETING.sub("", text, count=1)
    closings = list(_CLOSING.finditer(heart))
    if closings:
        heart = heart[: closings[-1].start()]
    paragraphs = [part for part in _GAP.split(heart.strip()) if part not in usual]
    return "\n\n".join(paragraphs).strip() or text
