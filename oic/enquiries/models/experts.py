"""What an expert is good at: a matter of assignment."""

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from oic.core.db import Base, IdType, Instant
from oic.enquiries.models.enquiry import Topic
from oic.funding.models import Programme
from oic.places.models import Municipality
from oic.staff.models import User


def _link(name: str, other: str) -> Table:
    return Table(
        f"expert_{name}",
        Base.metadata,
        Column(
            "user_id",
            IdType,
            ForeignKey("expert_profile.user_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        Column(
            f"{name}_id", IdType, ForeignKey(f"{other}.id", ondelete="CASCADE"), primary_key=True
        ),
    )


expert_programme = _link("programme", "programme")
expert_topic = _link("topic", "topic")
expert_municipality = _link("municipality", "municipality")


class ExpertProfile(Base):
    """An expert's specialities and municipalities, and when she was last given work."""

    __tablename__ = "expert_profile"

    user_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True
    )
    last_assigned_at: Mapped[Instant | None]
    """Ties go to whoever has waited longest."""

    user: Mapped[User] = relationship()
    programmes: Mapped[list[Programme]] = relationship(secondary=expert_programme)
    topics: Mapped[list[Topic]] = relationship(secondary=expert_topic)
    municipalities: Mapped[list[Municipality]] = relationship(secondary=expert_municipality)
