"""Without these an hour of typing would be lost because the session had ended meanwhile."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from sqlalchemy.orm.exc import StaleDataError

from oic.staff.views import account
from tests.checking.client import Client

HERE = {"Origin": "http://localhost"}
TEXT = 'Уважаеми господине,\r\n\r\n"отговорът" е <дълъг>.'


def kept(page: object) -> dict[str, str]:
    return {
        field.get("name"): field.get("value")
        for field in page.find("input", type="hidden")  # type: ignore[attr-defined]
        if field.get("name")
    }


def test_what_was_typed_waits_when_the_session_ended(client: Client) -> None:
    data = {"name": TEXT, "password": "тайна парола"}
    page = client.post("/desk/account", data, headers=HERE, status=401)
    assert page.heading == "Формулярът още не е изпратен"
    assert kept(page)["name"].replace("\r\n", "\n") == TEXT.replace("\r\n", "\n")
    assert "тайна парола" not in page.text
    assert page.form("/desk/account").action.endswith("/desk/account")
    assert page.find("a", target="_blank", href="/desk/sign-in")


def test_an_old_token_gets_a_fresh_one_and_the_form_back(as_expert: Client) -> None:
    data = {"name": TEXT, "next": "/desk"}
    page = as_expert.post("/desk/account", data, csrf=False, headers=HERE, status=400)
    assert kept(page)["name"]
    assert kept(page)["csrf_token"]
    assert page.find("nav", id="rail")


def test_a_file_that_cannot_be_kept_is_spoken_of(as_expert: Client) -> None:
    data = {"name": TEXT, "files": (BytesIO(b"%PDF-1.4"), "писмо.pdf")}
    page = as_expert.post("/desk/account", data, csrf=False, headers=HERE, status=400)
    assert "Файловете и паролите не могат да бъдат запазени" in page.words


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {}])
def test_a_form_posted_by_another_site_gets_no_token(
    as_expert: Client, headers: dict[str, str]
) -> None:
    data = {"name": TEXT}
    page = as_expert.post("/desk/account", data, csrf=False, headers=headers, status=400)
    assert "Уважаеми" not in page.text
    assert not page.find("form", action="/desk/account")


def test_pressing_the_button_sends_what_was_kept(as_expert: Client) -> None:
    held = as_expert.get("/desk/account", status=200).form("own")
    data = {**held.fill(name="Елена Нова"), "csrf_token": "old"}
    page = as_expert.post("/desk/account", data, csrf=False, headers=HERE, status=400)
    as_expert.submit(page, status=303)


@pytest.fixture
def overtaken(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Somebody else is quicker, until this is undone."""

    def second(*_: object, **__: object) -> None:
        message = "UPDATE statement on table 'user_account' expected to update 1 row(s); 0 matched."
        raise StaleDataError(message)

    with monkeypatch.context() as patch:
        patch.setattr(account.actions, "change_own_account", second)
        yield patch


def test_who_was_overtaken_by_a_colleague_sends_the_same_once_more(
    as_expert: Client, overtaken: pytest.MonkeyPatch
) -> None:
    data = {**as_expert.get("/desk/account", status=200).form("own").values(), "name": "Елена Нова"}
    page = as_expert.post("/desk/account", data, headers=HERE, status=409)
    assert page.heading == "Формулярът още не е изпратен"
    assert kept(page)["name"] == "Елена Нова"
    overtaken.undo()
    as_expert.submit(page, status=303)
    assert as_expert.user.name == "Елена Нова"


@pytest.mark.usefixtures("overtaken")
def test_who_was_overtaken_and_sent_from_an_unknown_page_is_told_so(as_expert: Client) -> None:
    data = as_expert.get("/desk/account", status=200).form("own").values()
    page = as_expert.post("/desk/account", data, status=409)
    assert page.find("nav", id="rail")
    assert not page.find("form", action="/desk/account")
