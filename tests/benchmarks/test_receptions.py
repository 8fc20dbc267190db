"""The benchmark of reception hours runs, and finds and books what it measures."""

from flask import Flask
from sqlalchemy import func, select

from oic.core.db import db, end_reading
from oic.receptions.models import Booking
from tests.benchmarks.receptions import measure


def test_what_is_measured_is_found_and_booked(own_app: Flask) -> None:
    figures = measure(own_app, days=14, tries=40)
    assert abs(figures.free - 2 * figures.claims) <= 2  # every third place is booked
    assert figures.booked == 20
    end_reading()
    assert db.session.scalar(select(func.count()).select_from(Booking)) == 20
    assert min(figures.finding, figures.reading, figures.booking, figures.writing) > 0
    assert "times the floor's" in figures.table()
