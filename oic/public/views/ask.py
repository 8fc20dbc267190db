"""Asking a question, without an account."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect

from oic.centre import queries as centre
from oic.clients.actions import find_or_create
from oic.clients.models import ClientType
from oic.core.db import transaction
from oic.core.errors import Refused
from oic.enquiries.actions.opening import NewEnquiry, NewQuestion, made_by, register
from oic.enquiries.models import Channel, Enquiry
from oic.enquiries.queries.one import by_public_token, by_submission_key
from oic.files.kinds import ACCEPT
from oic.files.store import LARGEST_FILE, MEGABYTE, keep_all
from oic.places.queries import municipalities
from oic.public.forms import CLIENT_CHOICES, LONGEST_TEXT, AskForm
from oic.public.progress import progress_of
from oic.public.tokens import FormToken
from oic.public.views import submitted
from oic.public.views.blueprint import blueprint
from oic.public.views.private import private
from oic.public.views.submitted import Limit, Submitted, TooMany
from oic.web.access import open_to_all
from oic.web.pages import language, settings

PURPOSE = "ask"
_PER_ADDRESS = 20
"""Questions an hour: a whole class may sit behind one address of the network."""
_PER_EMAIL = 6


def _form() -> AskForm:
    form = AskForm() if request.method == "POST" else AskForm(formdata=None)
    form.offer(municipalities(language()), language())
    return form


def _page(
    form: AskForm,
    sent: Submitted,
    *,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "public/ask.html",
        form=form,
        confirming=sent.confirming,
        token=sent.token.signed(PURPOSE),
        kept=sent.kept,
        hints={kind.value: hint for kind, _, hint in CLIENT_CHOICES},
        answer_days=centre.number("answer_days"),
        accept=ACCEPT,
        largest=LARGEST_FILE // MEGABYTE,
        most=settings().upload_megabytes,
        longest=LONGEST_TEXT,
    )
    return page, status


@blueprint.get("/ask")
@open_to_all
def ask() -> ResponseReturnValue:
    """The form."""
    return _page(_form(), submitted.blank(PURPOSE))


@blueprint.post("/ask")
@open_to_all
@submitted.checks_csrf_itself
def send() -> ResponseReturnValue:
    """Register the question, or show the form again with everything that was typed."""
    submitted.allow_large_form()
    sent = submitted.read(PURPOSE)
    earlier = by_submission_key(_submission_key(sent.token)) if sent.genuine else None
    if earlier is not None:
        return _thanks(earlier)
    form = _form()
    fine = form.validate()
    suspicious = sent.suspicious(form)
    try:
        sent.take_files(form, _limits(form), suspicious=suspicious)
        if suspicious:
            sent.ask_to_confirm()
            return _page(form, sent, status=422)
        if not fine or sent.rejections:
            return _page(form, sent, status=422)
        enquiry = _register(form, sent)
    except TooMany as refusal:
        form.add_error(refusal.message)
        return _page(form, sent, status=429)
    except Refused as refusal:
        form.add_error(refusal.message, refusal.field if refusal.field in form else "question")
        return _page(form, sent, status=422)
    return _thanks(enquiry)


def _submission_key(token: FormToken) -> str:
    return f"ask:{token.key}"


def _limits(form: AskForm) -> list[Limit]:
    limits = [("ask", submitted.address(), _PER_ADDRESS)]
    if form.email.data:
        limits.append(("ask_email", form.email.data, _PER_EMAIL))
    return limits


def _register(form: AskForm, sent: Submitted) -> Enquiry:
    """The registered enquiry. Raises Refused; TooMany beyond the limits."""
    email = form.email.data or ""
    with transaction():
        for limit in _limits(form):
            submitted.hold(*limit)
        earlier = made_by(_submission_key(sent.token))
        if earlier is not None:
            return earlier
        contact = find_or_create(
            client_type=ClientType(form.client_type.data),
            by=None,
            name=form.name.data or "",
            email=email,
            phone=form.phone.data or "",
            municipality_id=form.municipality_id,
            language=language(),
            organisation_name=form.organisation.data or "",
        )
        return register(
            NewEnquiry(
                channel=Channel.WEB,
                client_type=ClientType(form.client_type.data),
                questions=(NewQuestion(form.question.data or ""),),
                municipality_id=form.municipality_id,
                contact=contact,
                language=language(),
                reply_email=email,
                submission_key=_submission_key(sent.token),
                files=keep_all(sent.files),
            ),
            by=None,
        )


def _thanks(enquiry: Enquiry) -> ResponseReturnValue:
    return redirect(url_for(".asked", token=enquiry.public_token), 303)


@blueprint.get("/ask/sent/<token>")
@open_to_all
@private
def asked(token: str) -> ResponseReturnValue:
    """The number, the date by which we answer, and what happens next."""
    enquiry = by_public_token(token)
    if enquiry is None:
        raise NotFound
    return render_template("public/asked.html", enquiry=enquiry, progress=progress_of(enquiry))
