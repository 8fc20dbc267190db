"""A date that is misread sends an expert to the wrong day."""

from datetime import date

import pytest
from flask import Flask


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 11, 20), "20.11"),
        (date(2025, 11, 20), "20.11.25"),
        (date(2022, 3, 9), "09.03.22"),
        (date(2099, 11, 20), "20.11.2099"),
        (date(1999, 11, 20), "20.11.1999"),
    ],
)
def test_a_year_far_away_is_not_shortened(app: Flask, day: date, shown: str) -> None:
    assert app.jinja_env.filters["short_day"](day) == shown
