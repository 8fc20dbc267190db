"""The blueprint of the clients' pages, under /desk/clients."""

from flask import Blueprint

blueprint = Blueprint("clients", __name__)
