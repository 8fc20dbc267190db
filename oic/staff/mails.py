"""The letters about accounts: the invitation and the reset."""

from dataclasses import dataclass

from flask import current_app

from oic.staff.models import User
from oic.web.pages import settings

INVITATION = "account_invitation"
RESET = "account_reset"
SECRET_KINDS = frozenset({INVITATION, RESET})
"""Letters that carry a key to an account: no screen shows their text, to nobody."""


@dataclass(frozen=True)
class AccountLetter:
    """A letter about an account, before the outbox adds the footer."""

    kind: str
    subject: str
    text: str


def address(endpoint: str, **values: str) -> str:
    """The full address of a page, outside a request too: letters and commands need it."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return settings().public_url + path


def _render(kind: str, account: User, **values: str) -> AccountLetter:
    """The first line of a template is the subject; the letter follows after an empty line."""
    centre = settings()
    bulgarian = account.language == "bg"
    template = current_app.jinja_env.get_template(f"staff/mail/{kind}.{account.language}.txt")
    written = template.render(
        name=account.name,
        centre=centre.centre_name_bg if bulgarian else centre.centre_name_en,
        **values,
    )
    subject, _, text = written.partition("\n")
    return AccountLetter(kind, subject.strip(), text.strip() + "\n")


def invitation(account: User, token: str, *, invited_by: str) -> AccountLetter:
    """The letter with the link by which a new colleague sets a password."""
    return _render(
        INVITATION, account, link=address("staff.link", token=token), invited_by=invited_by
    )


def reset(account: User, token: str) -> AccountLetter:
    """The letter with the link by which somebody sets a new password."""
    return _render(RESET, account, link=address("staff.link", token=token))
