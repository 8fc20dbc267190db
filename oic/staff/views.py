"""The pages of this folder."""

from flask import Blueprint

blueprint = Blueprint("staff", __name__)
