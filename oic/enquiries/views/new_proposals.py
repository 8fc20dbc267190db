"""What the program proposes while a new enquiry is being typed; a person decides."""

from typing import Any

from flask import render_template

from oic.enquiries.actions.opening import Outcome, recognise, subject_from
from oic.enquiries.actions.rule import Facts, Proposal, propose
from oic.enquiries.forms.new import sort_out
from oic.enquiries.views.new_sheet import Sheet
from oic.web.pages import language


def proposal(sheet: Sheet) -> Proposal:
    """Whom the rule would choose for what stands on the page, and why."""
    programmes, chosen_topics = set(), set()
    for entry in sheet.form.questions:
        question = entry.form
        if question.programme_id:
            programmes.add(question.programme_id)
        elif question.recognise:
            read = recognise(question.text.data or "", question.procedure.data or "")
            if read.programme is not None:
                programmes.add(read.programme.id)
        if question.topic_id:
            chosen_topics.add(question.topic_id)
    municipality_id = sheet.form.municipality_id
    subject = sheet.contact or sheet.client_organisation
    if not sheet.form.municipality.data and subject is not None:
        municipality_id = subject.municipality_id
    return propose(
        Facts(
            contact_id=sheet.chosen.contact_id if sheet.chosen else None,
            organisation_id=sheet.chosen.organisation_id if sheet.chosen else None,
            municipality_id=municipality_id,
            language=sheet.form.language.data or "bg",
            programme_ids=frozenset(programmes),
            topic_ids=frozenset(chosen_topics),
        )
    )


def _question(question: Any) -> dict[str, Any]:  # noqa: ANN401 - a QuestionForm
    text = question.text.data or ""
    typed = (question.procedure.data or "").strip()
    read = recognise(text, typed)
    return {
        "typed": typed,
        "procedure": read.procedure_code,
        "unread": str(question.unread or ""),
        "programme": str(read.programme.id) if read.programme else "",
        "programmeName": (
            f"{read.programme.abbreviation} – {read.programme.name(language())}"
            if read.programme
            else ""
        ),
    }


def fragments(sheet: Sheet) -> dict[str, Any]:
    """For the page's script: what to fill in, and the parts to be shown anew, as HTML."""
    form = sheet.form
    form.settle()
    typed = sort_out((form.client.data or "").strip())
    first = next((q.form.text.data for q in form.questions if (q.form.text.data or "").strip()), "")
    answer: dict[str, Any] = {
        "questions": [_question(entry.form) for entry in form.questions],
        "subject": subject_from(first) if first else "",
        "typed": {
            "name": typed.name,
            "phone": typed.phone,
            "email": typed.email,
            "eik": typed.eik,
        },
        "alike": render_template("enquiries/new_alike.html", sheet=sheet) if sheet.alike else "",
        "chosen": render_template("enquiries/new_chosen.html", sheet=sheet),
        "client": render_template("enquiries/new_client.html", sheet=sheet),
        "similar": render_template("enquiries/new_similar.html", sheet=sheet),
        "proposal": "",
    }
    if form.outcome.data == Outcome.ASSIGN and not form.assignee_id:
        answer["proposal"] = render_template(
            "enquiries/new_proposal.html", proposal=proposal(sheet)
        )
    return answer
