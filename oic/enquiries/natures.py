"""What the natures of letters, and the signs of them, are called."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from oic.core.errors import Message
from oic.mail.kinds import Nature

NATURES: dict[str, Message] = {
    Nature.PERSON: _l("a person's letter"),
    Nature.BOUNCE: _l("a letter of ours came back"),
    Nature.DELAY: _l("a letter of ours is delayed"),
    Nature.AUTO_REPLY: _l("automatic answer"),
    Nature.RECEIPT: _l("receipt"),
    Nature.BULLETIN: _l("bulletin"),
    Nature.OWN: _l("our own letter"),
    "copy": _l("a copy"),
}
SIGNS: dict[str, Message] = {
    "our own Message-ID": _l("our own Message-ID"),
    "delivery status": _l("the report of the mail server"),
    "delivery status: failed": _l("the report of the mail server: not delivered"),
    "delivery status: delayed": _l("the report of the mail server: delayed"),
    "delivery status: delivered": _l("the report of the mail server: delivered"),
    "disposition notification": _l("a receipt for reading"),
    "subject of a bounce": _l("the subject, as mail servers write it"),
    "subject of a delay": _l("the subject, as mail servers write it"),
    "words of a bounce": _l("the words, as mail servers write them"),
    "subject of an automatic answer": _l("the subject, as mail programs write it"),
    "subject of a receipt": _l("the subject, as mail programs write it"),
    "not read": _l("not read: it could not be understood"),
    "said by a person": _l("a colleague's word"),
}
"""By oic.mail.kinds' own words; a header's name stands for itself."""


def nature_words(nature: str) -> str:
    """What a letter was taken for, in the reader's language."""
    return str(NATURES[nature]) if nature in NATURES else gettext("not read yet")


def sign_words(why: str) -> str:
    """By what sign, in the reader's language."""
    return str(SIGNS.get(why, why))
