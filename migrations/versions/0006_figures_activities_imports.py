"""Figures that are kept, activities, and what is imported

Revision ID: 0006
Revises: 0005
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


# What the counts are made of: a change of one of these marks the hours that it lies in.
COUNTED = (
    "received_at",
    "channel",
    "client_type",
    "municipality_id",
    "assignee_id",
    "duration_seconds",
    "first_answered_at",
    "answered_on_the_spot",
    "answered_in_time",
    "first_answer_minutes",
)
ASKED = ("enquiry_id", "programme_id", "topic_id")


def _sqlite(name: str, event: str, table: str, hours: str, when: str = "") -> str:
    # One writer at a time: a mark that is there already is dealt with after this one has saved.
    marks = f"""INSERT INTO tally_mark (hour)
        SELECT DISTINCT hours.hour FROM ({hours}) AS hours
        WHERE hours.hour IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM tally_mark AS kept WHERE kept.hour = hours.hour);"""
    return f"CREATE TRIGGER tally_{name} AFTER {event} ON {table} {when} BEGIN {marks} END"


def _hour(column: str) -> str:
    return f"strftime('%Y-%m-%d %H:00:00.000000', {column})"


def _own(*rows: str) -> str:
    """The hours of an enquiry's row itself."""
    return " UNION ".join(
        f"SELECT {_hour(f'{row}.{column}')} AS hour"
        for row in rows
        for column in ("received_at", "first_answered_at")
    )


def _of(*rows: str, answered: bool) -> str:
    """The hours of the enquiry that a row belongs to."""
    columns = ("received_at", "first_answered_at") if answered else ("received_at",)
    return " UNION ".join(
        f"SELECT {_hour(column)} AS hour FROM enquiry WHERE id = {row}.enquiry_id"
        for row in rows
        for column in columns
    )


def _changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)


def _sqlite_triggers() -> list[str]:
    both = ("OLD", "NEW")
    return [
        _sqlite("enquiry_insert", "INSERT", "enquiry", _own("NEW")),
        _sqlite("enquiry_delete", "DELETE", "enquiry", _own("OLD")),
        _sqlite(
            "enquiry_update",
            f"UPDATE OF {', '.join(COUNTED)}",
            "enquiry",
            _own(*both),
            f"WHEN {_changed(COUNTED)}",
        ),
        _sqlite("question_insert", "INSERT", "question", _of("NEW", answered=False)),
        _sqlite("question_delete", "DELETE", "question", _of("OLD", answered=False)),
        _sqlite(
            "question_update",
            f"UPDATE OF {', '.join(ASKED)}",
            "question",
            _of(*both, answered=False),
            f"WHEN {_changed(ASKED)}",
        ),
        _sqlite("set_aside_insert", "INSERT", "set_aside", _of("NEW", answered=True)),
        _sqlite("set_aside_delete", "DELETE", "set_aside", _of("OLD", answered=True)),
    ]


# On PostgreSQL each change adds marks of its own: one that somebody else's transaction wrote may
# be gone before this one is saved.
_POSTGRESQL = """
CREATE FUNCTION tally_note_enquiry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO tally_mark (hour) SELECT DISTINCT date_trunc('hour', moment) FROM
            (VALUES (OLD.received_at), (OLD.first_answered_at)) AS moments (moment)
            WHERE moment IS NOT NULL;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO tally_mark (hour) SELECT DISTINCT date_trunc('hour', moment) FROM
            (VALUES (NEW.received_at), (NEW.first_answered_at)) AS moments (moment)
            WHERE moment IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION tally_note_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO tally_mark (hour) SELECT DISTINCT date_trunc('hour', moment)
            FROM enquiry, LATERAL (VALUES (received_at), (first_answered_at)) AS moments (moment)
            WHERE enquiry.id = OLD.enquiry_id AND moment IS NOT NULL;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO tally_mark (hour) SELECT DISTINCT date_trunc('hour', moment)
            FROM enquiry, LATERAL (VALUES (received_at), (first_answered_at)) AS moments (moment)
            WHERE enquiry.id = NEW.enquiry_id AND moment IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tally_enquiry AFTER INSERT OR DELETE ON enquiry
    FOR EACH ROW EXECUTE FUNCTION tally_note_enquiry();
CREATE TRIGGER tally_enquiry_update AFTER UPDATE OF {counted} ON enquiry FOR EACH ROW
    WHEN (({old_counted}) IS DISTINCT FROM ({new_counted})) EXECUTE FUNCTION tally_note_enquiry();
CREATE TRIGGER tally_question AFTER INSERT OR DELETE ON question
    FOR EACH ROW EXECUTE FUNCTION tally_note_part();
CREATE TRIGGER tally_question_update AFTER UPDATE OF {asked} ON question FOR EACH ROW
    WHEN (({old_asked}) IS DISTINCT FROM ({new_asked})) EXECUTE FUNCTION tally_note_part();
CREATE TRIGGER tally_set_aside AFTER INSERT OR DELETE ON set_aside
    FOR EACH ROW EXECUTE FUNCTION tally_note_part();
"""


def _row(row: str, columns: tuple[str, ...]) -> str:
    return ", ".join(f"{row}.{column}" for column in columns)


def _create_triggers() -> None:
    """Mark what changes. A later revision that rebuilds one of the tables makes them again."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in _sqlite_triggers():
            op.execute(statement)
        return
    op.execute(
        _POSTGRESQL.format(
            counted=", ".join(COUNTED),
            asked=", ".join(ASKED),
            old_counted=_row("OLD", COUNTED),
            new_counted=_row("NEW", COUNTED),
            old_asked=_row("OLD", ASKED),
            new_asked=_row("NEW", ASKED),
        )
    )


def _drop_triggers() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, verbs in (
            ("enquiry", ("insert", "delete", "update")),
            ("question", ("insert", "delete", "update")),
            ("set_aside", ("insert", "delete")),
        ):
            for verb in verbs:
                op.execute(f"DROP TRIGGER tally_{table}_{verb}")
        return
    for name, table in (
        ("tally_enquiry", "enquiry"),
        ("tally_enquiry_update", "enquiry"),
        ("tally_question", "question"),
        ("tally_question_update", "question"),
        ("tally_set_aside", "set_aside"),
    ):
        op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute("DROP FUNCTION tally_note_enquiry()")
    op.execute("DROP FUNCTION tally_note_part()")


_SOFIA = ZoneInfo("Europe/Sofia")
_OPENS, _CLOSES = 9 * 60, 17 * 60 + 30
_AT_ONCE = 1000


def _measure_earlier_answers() -> None:
    """How long the answers took that were given before this was kept.

    Whether one was in time is known only where its deadline has not been counted anew since.
    """
    bind = op.get_bind()
    enquiry = sa.table(
        "enquiry",
        sa.column("id", sa.BigInteger()),
        sa.column("received_at", sa.DateTime(timezone=True)),
        sa.column("first_answered_at", sa.DateTime(timezone=True)),
        sa.column("clock_started_on", sa.Date()),
        sa.column("due_on", sa.Date()),
        sa.column("answered_in_time", sa.Boolean()),
        sa.column("first_answer_minutes", sa.Integer()),
    )
    exceptions = {
        _day(row.day): bool(row.working)
        for row in bind.execute(sa.text("SELECT day, working FROM calendar_exception"))
    }
    at = enquiry.c
    asked = sa.select(
        at.id, at.received_at, at.first_answered_at, at.clock_started_on, at.due_on
    ).where(at.first_answered_at.is_not(None))
    change = (
        sa.update(enquiry)
        .where(at.id == sa.bindparam("of"))
        .values(
            answered_in_time=sa.bindparam("in_time"), first_answer_minutes=sa.bindparam("minutes")
        )
    )
    last = 0
    while rows := bind.execute(asked.where(at.id > last).order_by(at.id).limit(_AT_ONCE)).all():
        last = rows[-1].id
        bind.execute(change, [_measured(row, exceptions) for row in rows])


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _measured(row: sa.Row, exceptions: dict[date, bool]) -> dict[str, object]:
    since, until = (
        (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(_SOFIA)
        for moment in (row.received_at, row.first_answered_at)
    )
    known = row.clock_started_on <= until.date()
    return {
        "of": row.id,
        "in_time": until.date() <= row.due_on if known else None,
        "minutes": _minutes(since, until, exceptions),
    }


def _minutes(since: datetime, until: datetime, exceptions: dict[date, bool]) -> int:
    day, total = since.date(), 0
    while day <= until.date():
        opened = max(_OPENS, since.hour * 60 + since.minute) if day == since.date() else _OPENS
        closed = min(_CLOSES, until.hour * 60 + until.minute) if day == until.date() else _CLOSES
        works = day.weekday() < 5 and day not in _holidays(day.year)
        if closed > opened and exceptions.get(day, works):
            total += closed - opened
        day += timedelta(days=1)
    return total


_by_year: dict[int, frozenset[date]] = {}


def _holidays(year: int) -> frozenset[date]:
    if year not in _by_year:
        _by_year[year] = frozenset(holidays.country_holidays("BG", years=year))
    return _by_year[year]


def _mark_everything() -> None:
    """Nothing has been counted yet: until it is, the report counts the rows themselves."""
    hour = (
        _hour("{column}")
        if op.get_bind().dialect.name == "sqlite"
        else "date_trunc('hour', {column})"
    )
    hours = " UNION ".join(
        f"SELECT {hour.format(column=column)} AS hour FROM enquiry WHERE {column} IS NOT NULL"
        for column in ("received_at", "first_answered_at")
    )
    op.execute(f"INSERT INTO tally_mark (hour) SELECT DISTINCT hour FROM ({hours}) AS hours")


def upgrade() -> None:
    """Apply."""
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table('tally',
    sa.Column('grain', sa.Enum('day', 'month', name='grain', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('measure', sa.String(length=20), nullable=False),
    sa.Column('dimension', sa.String(length=20), nullable=False),
    sa.Column('value', sa.String(length=40), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('grain', 'first', 'measure', 'dimension', 'value', name=op.f('pk_tally')),
    sqlite_with_rowid=False
    )
    op.create_table('tally_mark',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hour', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tally_mark'))
    )
    with op.batch_alter_table('tally_mark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tally_mark_hour'), ['hour'], unique=False)

    op.create_table('activity',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('information_event', 'information_day', 'training', 'authority_meeting', 'requested_meeting', 'open_lesson', 'campaign', 'public_discussion', 'appearance', 'media_meeting', 'press_conference', 'publication', 'bulletin', 'literature', 'workstation', name='activitykind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('municipality_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('link', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('number >= 0', name=op.f('ck_activity_number')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user_account.id'], name=op.f('fk_activity_created_by_id_user_account')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_activity_municipality_id_municipality')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity'))
    )
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.create_index('ix_activity_day', ['day'], unique=False)

    op.create_table('closed_period',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('last', sa.Date(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('figures', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.CheckConstraint('first <= last', name=op.f('ck_closed_period_order')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['user_account.id'], name=op.f('fk_closed_period_closed_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closed_period'))
    )
    with op.batch_alter_table('closed_period', schema=None) as batch_op:
        batch_op.create_index('ix_closed_period_first_last', ['first', 'last'], unique=False)

    op.create_table('import_run',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('file_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('sheet', sa.String(length=80), nullable=False),
    sa.Column('headings_key', sa.String(length=64), nullable=False),
    sa.Column('mapping', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('meanings', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('state', sa.Enum('new', 'checking', 'checked', 'importing', 'done', 'undoing', 'undone', 'failed', 'abandoned', name='importstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('writing', sa.Boolean(), nullable=True),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('found', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('why', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('alive_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(writing IS NOT NULL) = (state IN ('importing', 'undoing'))", name=op.f('ck_import_run_writing')),
    sa.CheckConstraint('done <= total OR total = 0', name=op.f('ck_import_run_progress')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user_account.id'], name=op.f('fk_import_run_created_by_id_user_account')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_import_run_file_id_stored_file')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_run')),
    sa.UniqueConstraint('writing', name=op.f('uq_import_run_writing'))
    )
    with op.batch_alter_table('import_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_run_headings_key'), ['headings_key'], unique=False)

    op.create_table('imported_client',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('run_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('(contact_id IS NULL) <> (organisation_id IS NULL)', name=op.f('ck_imported_client_owner')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_imported_client_contact_id_contact'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_imported_client_organisation_id_organisation'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['run_id'], ['import_run.id'], name=op.f('fk_imported_client_run_id_import_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_imported_client'))
    )
    with op.batch_alter_table('imported_client', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_imported_client_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_imported_client_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_imported_client_run_id'), ['run_id'], unique=False)

    op.create_table('imported_row',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('run_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('enquiry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['enquiry_id'], ['enquiry.id'], name=op.f('fk_imported_row_enquiry_id_enquiry'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['run_id'], ['import_run.id'], name=op.f('fk_imported_row_run_id_import_run')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_imported_row')),
    sa.UniqueConstraint('enquiry_id', name=op.f('uq_imported_row_enquiry_id'))
    )
    with op.batch_alter_table('imported_row', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_imported_row_run_id'), ['run_id'], unique=False)

    with op.batch_alter_table('enquiry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('answered_in_time', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('first_answer_minutes', sa.Integer(), nullable=True))
        batch_op.create_index('ix_enquiry_first_answered_at', ['first_answered_at'], unique=False)

    with op.batch_alter_table('timeline_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_timeline_entry_undoes_id'), ['undoes_id'], unique=False)

    with op.batch_alter_table('client_letter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_client_letter_may_belong_to_id'), ['may_belong_to_id'], unique=False)

    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.create_index('ix_follow_up_scored', ['scored_at'], unique=False, sqlite_where=sa.text('scored_at IS NOT NULL'), postgresql_where=sa.text('scored_at IS NOT NULL'))

    # ### end Alembic commands ###
    _measure_earlier_answers()
    _mark_everything()
    _create_triggers()


def downgrade() -> None:
    """Take back."""
    _drop_triggers()
    # ### commands auto generated by Alembic - please adjust! ###
    with op.batch_alter_table('timeline_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_timeline_entry_undoes_id'))

    with op.batch_alter_table('client_letter', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_client_letter_may_belong_to_id'))

    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.drop_index('ix_follow_up_scored', sqlite_where=sa.text('scored_at IS NOT NULL'), postgresql_where=sa.text('scored_at IS NOT NULL'))

    with op.batch_alter_table('enquiry', schema=None) as batch_op:
        batch_op.drop_index('ix_enquiry_first_answered_at')
        batch_op.drop_column('first_answer_minutes')
        batch_op.drop_column('answered_in_time')

    with op.batch_alter_table('imported_row', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_imported_row_run_id'))

    op.drop_table('imported_row')
    with op.batch_alter_table('imported_client', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_imported_client_run_id'))
        batch_op.drop_index(batch_op.f('ix_imported_client_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_imported_client_contact_id'))

    op.drop_table('imported_client')
    with op.batch_alter_table('import_run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_run_headings_key'))

    op.drop_table('import_run')
    with op.batch_alter_table('closed_period', schema=None) as batch_op:
        batch_op.drop_index('ix_closed_period_first_last')

    op.drop_table('closed_period')
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.drop_index('ix_activity_day')

    op.drop_table('activity')
    with op.batch_alter_table('tally_mark', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tally_mark_hour'))

    op.drop_table('tally_mark')
    op.drop_table('tally')
    # ### end Alembic commands ###
