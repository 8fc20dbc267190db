"""What a letter that came in is: a person's, a bounce, an automatic answer, or a bulletin."""

from oic.mail.kinds.answerable import answerable
from oic.mail.kinds.nature import Nature, Told, told
from oic.mail.kinds.statuses import Failure

__all__ = ["Failure", "Nature", "Told", "answerable", "told"]
