"""Addresses that stand in letters about visits: absolute, in the visitor's language."""

from oic.web.pages import settings


def _address(language: str, path: str) -> str:
    prefix = "/en" if language == "en" else ""
    return f"{settings().public_url}{prefix}{path}"


def visit_link(token: str, language: str) -> str:
    """The page of a visit, where buttons move it or call it off."""
    return _address(language, f"/booking/{token}")


def offer_link(token: str, language: str) -> str:
    """The page of a place on the waiting list, with the time that is offered."""
    return _address(language, f"/waiting/{token}")


def invitation_link(token: str, language: str) -> str:
    """Where the invited choose their time."""
    return _address(language, f"/book/invited/{token}")


def booking_link(language: str) -> str:
    """Where anybody books a time."""
    return _address(language, "/book")


def sheet_link() -> str:
    """The desk's page of today's visits."""
    return f"{settings().public_url}/desk/receptions/day"


def reception_link(reception_id: int) -> str:
    """The desk's day sheet of a reception."""
    return f"{settings().public_url}/desk/receptions/{reception_id}/sheet"


def feed_link(token: str) -> str:
    """The secret address of an expert's calendar."""
    return f"{settings().public_url}/calendar/{token}.ics"
