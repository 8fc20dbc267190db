"""The WSGI entry point: ``app`` for any WSGI server (``oic web`` starts granian with it)."""

from config import Settings
from oic import create_app

app = create_app(Settings.from_environment())
