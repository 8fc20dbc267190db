"""What the centre does beside answering: entered by hand, counted in the report."""

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from oic.core.db import Base, IdType, Instant, IntPk, Str200, enum_type
from oic.core.errors import Message
from oic.core.labels import Labelled
from oic.places.models import Municipality


class ActivityKind(Labelled):
    """What was done. The network's reports count by these."""

    INFORMATION_EVENT = "information_event", _l("Information event")
    INFORMATION_DAY = "information_day", _l("Information day")
    TRAINING = "training", _l("Training")
    AUTHORITY_MEETING = "authority_meeting", _l("Meeting at the request of a managing authority")
    REQUESTED_MEETING = "requested_meeting", _l("Meeting at the request of an organisation")
    OPEN_LESSON = "open_lesson", _l("Open lesson")
    CAMPAIGN = "campaign", _l("Campaign")
    PUBLIC_DISCUSSION = "public_discussion", _l("Public discussion")
    APPEARANCE = "appearance", _l("Appearance at somebody else's event")
    MEDIA_MEETING = "media_meeting", _l("Media meeting")
    PRESS_CONFERENCE = "press_conference", _l("Press conference")
    PUBLICATION = "publication", _l("Publication in the media")
    BULLETIN = "bulletin", _l("Bulletin issue")
    LITERATURE = "literature", _l("Use of literature")
    WORKSTATION = "workstation", _l("Use of the workstation")

    @property
    def counted(self) -> Message:
        """What its number counts; empty where there is nothing to count beside the thing."""
        return _COUNTED.get(self, _l("Participants"))


_COUNTED: dict[ActivityKind, Message] = {
    ActivityKind.PUBLICATION: "",
    ActivityKind.BULLETIN: _l("Readers"),
    ActivityKind.LITERATURE: _l("Uses"),
    ActivityKind.WORKSTATION: _l("Uses"),
}


EVENTS = (
    ActivityKind.INFORMATION_EVENT,
    ActivityKind.INFORMATION_DAY,
    ActivityKind.TRAINING,
    ActivityKind.AUTHORITY_MEETING,
    ActivityKind.REQUESTED_MEETING,
    ActivityKind.OPEN_LESSON,
    ActivityKind.CAMPAIGN,
    ActivityKind.PUBLIC_DISCUSSION,
)
"""Kinds with participants that municipalities have their turn of."""
MEDIA = (ActivityKind.MEDIA_MEETING, ActivityKind.PRESS_CONFERENCE)


class Activity(Base):
    """One event, meeting, publication, issue, or a day's uses."""

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("number >= 0", name="number"),
        Index("ix_activity_day", "day"),
    )

    id: Mapped[IntPk]
    kind: Mapped[ActivityKind] = mapped_column(enum_type(ActivityKind))
    day: Mapped[date] = mapped_column(Date)
    title: Mapped[Str200]
    municipality_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("municipality.id"))
    """None: in the whole province, or nowhere in particular."""
    number: Mapped[int] = mapped_column(default=0)
    """Participants, readers or uses: see ActivityKind.counted."""
    link: Mapped[Str200] = mapped_column(default="")
    """Where it can be read or seen."""
    created_at: Mapped[Instant]
    created_by_id: Mapped[int] = mapped_column(IdType, ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's form

    municipality: Mapped[Municipality | None] = relationship()
