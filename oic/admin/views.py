"""The pages of this folder."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__)
