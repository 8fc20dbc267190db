"""Without these a person in trouble would get a blank page, English, or no way on."""

import pytest
from flask import Flask

from oic.core.errors import Refused
from oic.web import pages
from oic.web.pages import settings
from tests.checking.client import Client


def test_a_stranger_who_mistypes_is_told_in_bulgarian_and_shown_the_way(client: Client) -> None:
    page = client.get("/няма-такава", status=404)
    assert page.heading == "Страницата не е намерена"
    assert page.find("a", href="/")
    assert settings().centre_phone in page.words


def test_on_the_english_site_the_error_is_english(client: Client) -> None:
    page = client.get("/en/nowhere", status=404)
    assert page.heading == "The page was not found"
    assert page.document.get("lang") == "en"


def test_at_the_desk_an_error_keeps_the_frame(as_expert: Client) -> None:
    page = as_expert.get("/desk/nowhere", status=404)
    assert page.find("nav", id="rail")


@pytest.mark.parametrize("code", pages.ERROR_CODES)
@pytest.mark.parametrize("path", ["/x", "/en/x", "/desk/x"])
def test_every_error_says_what_happened_and_what_to_do(app: Flask, code: int, path: str) -> None:
    class Given(Exception):  # noqa: N818 - plays the part of an HTTP exception
        pass

    error = Given()
    error.code = code  # type: ignore[attr-defined]
    with app.test_request_context(path):
        text, status = pages._error(error)
    assert status == code
    assert text.count("<h1>") == 1
    assert 'class="lead"' in text


def test_a_refusal_shows_its_own_words(app: Flask) -> None:
    with app.test_request_context("/x"):
        text, status = pages._refused(Refused("Часът вече е зает."))
    assert status == 409
    assert "Часът вече е зает." in text


def test_a_mistake_of_ours_shows_a_page_without_database_and_session(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        message = "no database"
        raise RuntimeError(message)

    monkeypatch.setattr(app.login_manager, "_load_user", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = app.test_client().get("/desk/account", headers={"Accept-Language": "bg"})
    assert answer.status_code == 500
    assert "Възникна грешка" in answer.text
    assert "no database" not in answer.text
