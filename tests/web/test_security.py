"""Without these a forged request could send people elsewhere."""

import pytest

from tests.checking.client import Client


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [("/desk?a=1", "/desk/?a=1"), ("/desk//people", "/desk/people"), ("/en", "/en/")],
)
def test_a_forged_host_leads_nobody_away(client: Client, address: str, leads_to: str) -> None:
    page = client.get(f"http://evil.example{address}", base_url=None, status=308)
    assert page.headers["Location"] == leads_to
