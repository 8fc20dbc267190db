"""The register's tables."""

from oic.enquiries.models.answering import (
    FollowUp,
    FollowUpState,
    LetterTemplate,
    Reminder,
    TemplateKind,
)
from oic.enquiries.models.desk import Draft, Presence, SavedView
from oic.enquiries.models.enquiry import (
    OPEN_STATES,
    RUNNING_STATES,
    SHORT_CHANNEL_LABELS,
    TRANSITIONS,
    Channel,
    Enquiry,
    NumberCounter,
    Question,
    State,
    Topic,
)
from oic.enquiries.models.experts import ExpertProfile
from oic.enquiries.models.letters import Aside, ClientLetter, SetAside
from oic.enquiries.models.search import SearchDocument
from oic.enquiries.models.timeline import Attachment, EntryKind, TimelineEntry

__all__ = [
    "OPEN_STATES",
    "RUNNING_STATES",
    "SHORT_CHANNEL_LABELS",
    "TRANSITIONS",
    "Aside",
    "Attachment",
    "Channel",
    "ClientLetter",
    "Draft",
    "Enquiry",
    "EntryKind",
    "ExpertProfile",
    "FollowUp",
    "FollowUpState",
    "LetterTemplate",
    "NumberCounter",
    "Presence",
    "Question",
    "Reminder",
    "SavedView",
    "SearchDocument",
    "SetAside",
    "State",
    "TemplateKind",
    "TimelineEntry",
    "Topic",
]
