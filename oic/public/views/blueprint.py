"""The blueprint of the public site: in Bulgarian at / and in English at /en/."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)
