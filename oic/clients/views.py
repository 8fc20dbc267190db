"""The pages of this folder."""

from flask import Blueprint

blueprint = Blueprint("clients", __name__)
