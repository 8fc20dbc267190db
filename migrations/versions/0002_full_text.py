"""the full-text index over the register

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(terms, content='search_document', "
    "content_rowid='enquiry_id', tokenize='ascii')",
    "CREATE TRIGGER search_fts_insert AFTER INSERT ON search_document BEGIN "
    "INSERT INTO search_fts(rowid, terms) VALUES (new.enquiry_id, new.terms); END",
    "CREATE TRIGGER search_fts_delete AFTER DELETE ON search_document BEGIN "
    "INSERT INTO search_fts(search_fts, rowid, terms) "
    "VALUES ('delete', old.enquiry_id, old.terms); END",
    "CREATE TRIGGER search_fts_update AFTER UPDATE ON search_document BEGIN "
    "INSERT INTO search_fts(search_fts, rowid, terms) "
    "VALUES ('delete', old.enquiry_id, old.terms); "
    "INSERT INTO search_fts(rowid, terms) VALUES (new.enquiry_id, new.terms); END",
)
POSTGRESQL = (
    # The words are folded and split in Python already: no parser of PostgreSQL's touches them.
    "CREATE INDEX search_fts_terms ON search_document "
    "USING gin (array_to_tsvector(string_to_array(terms, ' ')))",
)


def upgrade() -> None:
    """Apply."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if sqlite else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER search_fts_{trigger}")
        op.execute("DROP TABLE search_fts")
    else:
        op.execute("DROP INDEX search_fts_terms")
