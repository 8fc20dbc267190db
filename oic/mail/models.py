"""Letters on their way out, and letters that came in."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from oic.core.db import (
    PERSONAL,
    Base,
    IdType,
    Instant,
    IntPk,
    LongText,
    Str20,
    Str40,
    Str80,
    Str200,
    Str320,
    enum_type,
    language_check,
)
from oic.core.labels import Labelled
from oic.files.models import StoredFile


class LetterState(Labelled):
    """Where a letter is."""

    QUEUED = "queued", _l("Waiting")
    SENDING = "sending", _l("Being sent")
    SENT = "sent", _l("Sent")
    FAILED = "failed", _l("Not delivered")
    CANCELLED = "cancelled", _l("Cancelled")


class Letter(Base):
    """A letter, written in the transaction that caused it and sent later by the worker.

    ``message_id`` is fixed here, so that a letter sent again after a crash is the same letter.
    The state machine: queued → sending → sent | queued (try again) | failed; queued → cancelled;
    failed → queued | cancelled (by hand).
    """

    __tablename__ = "letter"
    __table_args__ = (
        language_check(),
        Index("ix_letter_about", "about_type", "about_id"),
        Index(
            "ix_letter_waiting",
            "not_before",
            sqlite_where=text("state IN ('queued', 'sending')"),
            postgresql_where=text("state IN ('queued', 'sending')"),
        ),
    )

    id: Mapped[IntPk]
    message_id: Mapped[Str200] = mapped_column(unique=True)
    """With angle brackets, as it stands in the header."""
    kind: Mapped[Str40]
    """What the letter is, a word of the folder that wrote it: answer, acknowledgement, …"""
    automatic: Mapped[bool]
    """Written by the program and not by a person: carries Auto-Submitted."""
    language: Mapped[str] = mapped_column(String(2))
    to_email: Mapped[Str320] = mapped_column(info=PERSONAL)
    to_name: Mapped[Str200] = mapped_column(default="", info=PERSONAL)
    reply_token: Mapped[Str80] = mapped_column(default="")
    """What Reply-To carries, so that an answer finds its way; empty: the centre's address."""
    in_reply_to: Mapped[LongText] = mapped_column(default="")
    """Message-IDs, oldest first, separated by a space: the last is In-Reply-To."""
    subject: Mapped[Str200] = mapped_column(info=PERSONAL)
    body_text: Mapped[LongText] = mapped_column(info=PERSONAL)
    body_html: Mapped[LongText] = mapped_column(info=PERSONAL)
    about_type: Mapped[Str20 | None]
    """The thing that the letter belongs to, as a word and a number: mail knows no enquiry."""
    about_id: Mapped[int | None] = mapped_column(IdType)
    written_by_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("user_account.id"))
    created_at: Mapped[Instant] = mapped_column(index=True)
    not_before: Mapped[Instant]
    """When it may leave: the undo time, or the next try."""
    state: Mapped[LetterState] = mapped_column(enum_type(LetterState), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[Str80 | None]
    """The worker that is sending it."""
    last_error: Mapped[LongText] = mapped_column(default="")
    """What the server said, for people; without the recipient's address."""
    sent_at: Mapped[Instant | None]

    attachments: Mapped[list["LetterAttachment"]] = relationship(
        cascade="all, delete-orphan", order_by="LetterAttachment.id"
    )
    calendar: Mapped["LetterCalendar | None"] = relationship(cascade="all, delete-orphan")


class LetterAttachment(Base):
    """A file that goes with a letter."""

    __tablename__ = "letter_attachment"

    id: Mapped[IntPk]
    letter_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("letter.id", ondelete="CASCADE"), index=True
    )
    file_id: Mapped[int] = mapped_column(IdType, ForeignKey("stored_file.id"))
    name: Mapped[Str200] = mapped_column(info=PERSONAL)

    file: Mapped[StoredFile] = relationship()


class LetterCalendar(Base):
    """What a letter tells a calendar: an iTIP part beside the text (RFC 6047)."""

    __tablename__ = "letter_calendar"
    __table_args__ = (CheckConstraint("method IN ('REQUEST', 'CANCEL')", name="method"),)

    letter_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("letter.id", ondelete="CASCADE"), primary_key=True
    )
    method: Mapped[Str20]
    text: Mapped[LongText] = mapped_column(info=PERSONAL)
    """The whole VCALENDAR, with the same METHOD inside."""


class Security(Labelled):
    """How a connection to a mailbox is encrypted."""

    TLS = "tls", _l("TLS from the beginning (port 993)")
    STARTTLS = "starttls", _l("STARTTLS (port 143)")
    NONE = "none", _l("Not encrypted: only inside one's own house")


class Mailbox(Base):
    """A mailbox that letters are fetched from, and how that goes.

    ``key`` names the mailbox whatever is changed about reaching it. One of the environment has
    its server and password there (OIC_IMAP_URL) and here only how it goes.
    """

    __tablename__ = "mailbox"

    id: Mapped[IntPk]
    key: Mapped[Str80] = mapped_column(unique=True)
    from_environment: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    host: Mapped[Str200]
    port: Mapped[int]
    security: Mapped[Security] = mapped_column(enum_type(Security))
    username: Mapped[Str320]
    sealed_password: Mapped[LongText] = mapped_column(default="")
    """Encrypted with the secret key; empty for one of the environment."""
    folder: Mapped[Str200] = mapped_column(default="INBOX")
    done_folder: Mapped[Str200] = mapped_column(default="")
    """Where a letter goes that is in the register; empty: it stays where it is, marked."""
    skipped_validity: Mapped[int] = mapped_column(BigInteger, default=0)
    skipped_uid: Mapped[int] = mapped_column(BigInteger, default=0)
    """Letters up to this UID were there before and are left alone, at that UIDVALIDITY."""
    leave_earlier: Mapped[bool] = mapped_column(default=False)
    """Whether what lies in the folder when it is first opened is left alone."""
    created_at: Mapped[Instant]
    tried_at: Mapped[Instant | None]
    worked_at: Mapped[Instant | None]
    """When everything that was there was last fetched."""
    error: Mapped[LongText] = mapped_column(default="")
    """What went wrong at the last try, in words; empty after one that worked."""
    told_at: Mapped[Instant | None]
    """When the administrator was last told that it stands still."""

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.username} · {self.folder}" if self.folder != "INBOX" else self.username


class IncomingState(Labelled):
    """Where a letter that came in is."""

    WAITING = "waiting", _l("Waiting to be registered")
    FILED = "filed", _l("In the register")
    NOTED = "noted", _l("Kept, not an enquiry")
    JUNK = "junk", _l("Junk")
    QUARANTINED = "quarantined", _l("Could not be registered")


class Incoming(Base):
    """A letter as it came in, kept raw before anything reads it.

    The state machine: waiting → filed | noted | quarantined; quarantined → waiting (by hand);
    filed → junk → filed; noted → filed (by hand).
    """

    __tablename__ = "incoming"
    __table_args__ = (
        Index("ix_incoming_about", "about_type", "about_id"),
        Index(
            "ix_incoming_waiting",
            "not_before",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_incoming_state_id", "state", "id"),
        CheckConstraint("copy_of_id IS NULL OR fingerprint IS NULL", name="copy"),
    )

    id: Mapped[IntPk]
    file_id: Mapped[int] = mapped_column(IdType, ForeignKey("stored_file.id"), unique=True)
    fingerprint: Mapped[str | None] = mapped_column(String(64), unique=True)
    """The same for all copies of a letter (oic.mail.identity); None for a copy."""
    copy_of_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("incoming.id"), index=True)
    came_at: Mapped[Instant]
    """When it was taken in."""
    arrived_at: Mapped[Instant | None]
    """When the mail server got it."""
    state: Mapped[IncomingState] = mapped_column(enum_type(IncomingState))
    nature: Mapped[Str20] = mapped_column(default="")
    """What it was taken for, a word of oic.mail.kinds."""
    why: Mapped[Str200] = mapped_column(default="")
    """By what sign."""
    message_id: Mapped[LongText] = mapped_column(default="")
    message_key: Mapped[str] = mapped_column(String(64), default="", index=True)
    """SHA-256 of the Message-ID, by which an answer to it is found; empty without one."""
    from_email: Mapped[Str320] = mapped_column(default="", info=PERSONAL)
    from_name: Mapped[Str200] = mapped_column(default="", info=PERSONAL)
    subject: Mapped[Str200] = mapped_column(default="", info=PERSONAL)
    about_type: Mapped[Str20 | None]
    about_id: Mapped[int | None] = mapped_column(IdType)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[Instant]
    """When it may be tried again."""
    last_error: Mapped[LongText] = mapped_column(default="")
    """What went wrong, in technical words, without the letter's own."""

    file: Mapped[StoredFile] = relationship()


class MailPlace(Base):
    """Where a letter lies on a server: one UID of one folder, for as long as its UIDVALIDITY."""

    __tablename__ = "mail_place"
    __table_args__ = (
        UniqueConstraint("mailbox_id", "uidvalidity", "uid"),
        Index(
            "ix_mail_place_unsettled",
            "mailbox_id",
            "incoming_id",
            sqlite_where=text("settled = ''"),
            postgresql_where=text("settled = ''"),
        ),
    )

    id: Mapped[IntPk]
    mailbox_id: Mapped[int] = mapped_column(IdType, ForeignKey("mailbox.id", ondelete="CASCADE"))
    uidvalidity: Mapped[int] = mapped_column(BigInteger)
    uid: Mapped[int] = mapped_column(BigInteger)
    incoming_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("incoming.id"), index=True)
    """None: it was gone before it could be fetched."""
    settled: Mapped[Str20] = mapped_column(default="")
    """moved, marked, left or gone; empty: still to be done."""
