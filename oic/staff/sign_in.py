"""Flask-Login: from a session to an account."""

from flask import Flask
from flask_login import LoginManager

from oic.core.db import db
from oic.staff.models import User


def _load(key: str) -> User | None:
    number, _, session_key = key.partition(":")
    user = db.session.get(User, int(number)) if number.isdigit() else None
    if user is None or not user.active or user.session_key != session_key:
        return None
    return user


def init_app(app: Flask) -> None:
    """Teach an application who is signed in."""
    manager = LoginManager(app)
    manager.login_view = "staff.sign_in"
    manager.session_protection = None
    manager.user_loader(_load)
