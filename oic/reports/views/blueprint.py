"""The blueprint of the manager's pages."""

from flask import Blueprint

blueprint = Blueprint("reports", __name__)
