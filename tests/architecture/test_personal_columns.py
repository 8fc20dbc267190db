"""Nothing about a person stays behind unnoticed: every text column is marked or listed here."""

from sqlalchemy import JSON, Enum, String
from sqlalchemy.types import TypeDecorator

from oic.core.db import Base
from tests.architecture.not_personal import NOT_PERSONAL


def holds_text(kind: object) -> bool:
    if isinstance(kind, TypeDecorator):
        kind = kind.impl
    return isinstance(kind, (String, JSON)) and not isinstance(kind, Enum)


def test_every_text_column_is_marked_personal_or_listed_as_not() -> None:
    unmarked = {
        table.name: {
            column.name
            for column in table.columns
            if holds_text(column.type) and not column.info.get("personal")
        }
        for table in Base.metadata.sorted_tables
    }
    listed = {table: set(columns.split()) for table, columns in NOT_PERSONAL.items()}
    assert {name: columns for name, columns in unmarked.items() if columns} == listed
