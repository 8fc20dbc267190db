"""The benchmark of incoming mail runs, and registers what it measures."""

from flask import Flask
from sqlalchemy import func, select

from oic.core.db import db
from oic.enquiries.models import Enquiry
from tests.benchmarks.mail_in import measure, post


def test_what_is_measured_is_registered(own_app: Flask) -> None:
    figures = measure(list(post(30)))

    assert db.session.scalar(select(func.count()).select_from(Enquiry)) == 30
    assert figures.letters == 30
    assert min(figures.floor, figures.reading, figures.registering) > 0
    assert "times the floor's time" in figures.table()
