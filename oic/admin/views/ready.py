"""Whether the program can work, for whatever watches it."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from oic.admin import standstill
from oic.core.db import db
from oic.web.access import open_to_all

blueprint = Blueprint("health", __name__)


@blueprint.get("/readyz")
@open_to_all
def ready() -> ResponseReturnValue:
    """Whether the program can work, for whatever watches it: JSON without names.

    503 when the database cannot be used; with ``strict=1`` also when mail stands still.
    """
    try:
        db.session.execute(text("SELECT 1"))
        found = standstill.arrivals()
    except SQLAlchemyError:
        return jsonify(status="unusable", database="away"), 503
    still = found.still or found.quarantined > 0
    body = {
        "status": "degraded" if still else "ready",
        "database": "ready",
        "mail": {
            "mailboxes": [
                {
                    "number": one.mailbox.id,
                    "last_fetched": one.mailbox.worked_at.isoformat()
                    if one.mailbox.worked_at
                    else None,
                    "standing_still": one.still,
                    "failing": bool(one.mailbox.error),
                }
                for one in found.mailboxes
                if one.mailbox.active
            ],
            "waiting": found.waiting,
            "quarantined": found.quarantined,
        },
    }
    return jsonify(body), 503 if still and request.args.get("strict") else 200
