"""The blueprint of reception hours at the desk."""

from flask import Blueprint

blueprint = Blueprint("receptions", __name__)
