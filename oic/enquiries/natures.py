"""What the natures of letters are called."""

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


def nature_words(nature: str) -> str:
    """What a letter was taken for, in the reader's language."""
    return str(NATURES[nature]) if nature in NATURES else gettext("not read yet")
