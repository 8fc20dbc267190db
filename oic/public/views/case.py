"""The page of one question, under its unguessable link."""

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect

from oic.core.db import transaction
from oic.core.errors import Refused
from oic.enquiries.actions.life import accepts_client, client_wrote
from oic.enquiries.models import Enquiry
from oic.enquiries.queries.one import by_public_token, locked
from oic.files.kinds import ACCEPT
from oic.files.serving import as_download
from oic.files.store import LARGEST_FILE, MEGABYTE, keep_all
from oic.public import queries
from oic.public.forms import LONGEST_TEXT, MoreForm
from oic.public.progress import progress_of
from oic.public.views import submitted
from oic.public.views.blueprint import blueprint
from oic.public.views.private import private
from oic.public.views.submitted import Limit, Submitted, TooMany
from oic.web.access import open_to_all
from oic.web.pages import settings
from oic.web.rate import LONGEST_WINDOW, within_limit

PURPOSE = "more"
_PER_ADDRESS = 30
_PER_CASE = 15
"""Messages an hour."""


def _enquiry(token: str) -> Enquiry:
    found = by_public_token(token)
    if found is None:
        raise NotFound
    return found


def _page(
    enquiry: Enquiry,
    form: MoreForm,
    sent: Submitted,
    *,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "public/case.html",
        enquiry=enquiry,
        progress=progress_of(enquiry),
        entries=queries.conversation(enquiry),
        open_to_more=accepts_client(enquiry),
        form=form,
        token=sent.token.signed(PURPOSE),
        kept=sent.kept,
        confirming=sent.confirming,
        accept=ACCEPT,
        largest=LARGEST_FILE // MEGABYTE,
        most=settings().upload_megabytes,
        longest=LONGEST_TEXT,
    )
    return page, status


@blueprint.get("/case/<token>")
@open_to_all
@private
def case(token: str) -> ResponseReturnValue:
    """Where the question stands, what was said, and room to say more."""
    return _page(_enquiry(token), MoreForm(formdata=None), submitted.blank(PURPOSE))


@blueprint.post("/case/<token>")
@open_to_all
@submitted.checks_csrf_itself
@private
def say_more(token: str) -> ResponseReturnValue:
    """Add a message and files to the question."""
    submitted.allow_large_form()
    enquiry = _enquiry(token)
    sent = submitted.read(PURPOSE)
    form = MoreForm()
    fine = form.validate()
    suspicious = sent.suspicious(form)
    try:
        sent.take_files(form, _limits(enquiry), suspicious=suspicious)
        if suspicious:
            sent.ask_to_confirm()
            return _page(enquiry, form, sent, status=422)
        if not fine or sent.rejections:
            return _page(enquiry, form, sent, status=422)
        _write(enquiry, form, sent)
    except Refused as refusal:
        form.add_error(refusal.message, refusal.field)
        status = 429 if isinstance(refusal, TooMany) else 422
        return _page(_enquiry(token), form, sent, status=status)
    return redirect(url_for(".case", token=token, sent=1, _anchor="last"), 303)


def _limits(enquiry: Enquiry) -> list[Limit]:
    return [
        ("more", submitted.address(), _PER_ADDRESS),
        ("more_case", str(enquiry.id), _PER_CASE),
    ]


def _write(enquiry: Enquiry, form: MoreForm, sent: Submitted) -> None:
    """Add the message, once for each form. Raises Refused; TooMany beyond the limits."""
    with transaction():
        enquiry = locked(enquiry.id)
        if not within_limit("more_once", sent.token.key, 1, LONGEST_WINDOW):
            return  # the same form, sent twice
        for limit in _limits(enquiry):
            submitted.hold(*limit)
        client_wrote(enquiry, form.text.data or "", files=keep_all(sent.files))


@blueprint.get("/case/<token>/files/<int:attachment_id>")
@open_to_all
@private
def case_file(token: str, attachment_id: int) -> Response:
    """A file of the conversation, to save."""
    found = queries.attachment(_enquiry(token), attachment_id)
    if found is None:
        raise NotFound
    return as_download(found.file, found.name)
