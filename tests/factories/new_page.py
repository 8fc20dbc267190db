"""The page of a new enquiry, filled in as an expert does."""

from typing import Any

from tests.checking.client import Client, Page

PAGE = "/desk/enquiries/new"
FORM = "new-enquiry"
ASKED = "Кога отваря процедурата за пекарни?"


def send(
    client: Client,
    /,
    *,
    button: str = "do=save",
    status: int = 303,
    page: Page | None = None,
    **more: Any,
) -> Page:
    """Fill the page in with the least that it needs, and send it."""
    fields = {
        "client_type": "citizen",
        "municipality": "outside",
        "questions-0-text": ASKED,
        **more,
    }
    return client.submit(page or PAGE, FORM, button=button, status=status, **fields)


def form_of(client: Client, /, **fields: Any) -> dict[str, Any]:
    """The fields of the page that opens now, some of them filled in."""
    return client.get(PAGE).form(FORM).fill(**fields)


def values(page: Page) -> dict[str, list[str]]:
    """What stands in the page's form."""
    return page.form(FORM).values()
