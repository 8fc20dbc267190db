"""The public pages stand in both languages, say what matters, and work for everybody."""

import re

import pytest
from flask import Flask

from oic.web import panels
from oic.web.panels import Panel
from tests.checking.client import Client
from tests.factories.enquiries import make_enquiry

PAGES = ("/", "/ask", "/privacy", "/accessibility")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_stands_in_both_languages_and_names_its_twin(client: Client, path: str) -> None:
    bulgarian, english = client.get(path, status=200), client.get(f"/en{path}", status=200)
    assert bulgarian.document.get("lang") == "bg"
    assert english.document.get("lang") == "en"
    for page in (bulgarian, english):
        twins = {
            link.get("hreflang"): link.get("href") for link in page.find("link", rel="alternate")
        }
        assert twins == {"bg": f"http://localhost{path}", "en": f"http://localhost/en{path}"}
    assert bulgarian.heading != english.heading


@pytest.mark.parametrize("path", PAGES)
def test_an_english_page_links_to_english_pages(client: Client, path: str) -> None:
    page = client.get(f"/en{path}")
    inside = [
        link.get("href", "")
        for link in page.find("a")
        if link.get("href", "").startswith("/") and link.get("hreflang") != "bg"
    ]
    public = [href for href in inside if not href.startswith("/desk")]
    assert public
    assert all(href.startswith("/en/") for href in public)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", ("не предоставя консултантски услуги", "042/603 526", "Митрополит Методий Кусев")),
        ("/en/", ("no consultancy services", "042/603 526", "Mitropolit Metodiy Kusev")),
        (
            "/privacy",
            ("чл. 6, параграф 1, буква д)", "да изтрием това", "Вашите права"),
        ),
        ("/en/privacy", ("Article 6(1)(e)", "erase what we keep", "Your rights")),
        ("/accessibility", ("EN 301 549", "чл. 58в", "Процедура по прилагане", "г. въз основа")),
        ("/en/accessibility", ("EN 301 549", "Enforcement procedure", "2026")),
    ],
)
def test_the_pages_say_what_the_law_and_people_ask_for(
    client: Client, path: str, words: tuple[str, ...]
) -> None:
    page = client.get(path)
    for phrase in words:
        assert phrase in page.words


def test_the_co_financing_statement_stands_on_every_page(client: Client) -> None:
    for path in PAGES:
        assert "BG161PO002-3.3.02-00010-C0001" in client.get(path).words


def test_numbers_stay_with_their_sign_and_unit_on_a_narrow_screen(client: Client) -> None:
    enquiry = make_enquiry()
    texts = [client.get(path, status=200).text for path in ("/", "/privacy", "/accessibility")]
    texts.append(client.get(f"/case/{enquiry.public_token}", status=200).text)
    for text in texts:
        assert "№\N{NO-BREAK SPACE}9" in text
        assert "17:30\N{NO-BREAK SPACE}ч." in text
        assert not re.findall(r"№ 9|\d [гч]\.", text)


def test_later_parts_show_on_the_home_page_once_they_are_there(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Следваща приемна" not in client.get("/").words
    panel = Panel("public_home", "Следваща приемна", lambda: "в Раднево")
    monkeypatch.setitem(app.extensions, "oic_panels", [panel])
    assert panels.at("public_home") == [panel]
    assert "Следваща приемна в Раднево" in client.get("/").words


def test_robots_stay_off_what_is_private(client: Client) -> None:
    said = client.get("/robots.txt", status=200).text
    for path in ("/case/", "/en/case/", "/satisfaction/", "/en/ask/sent/", "/desk"):
        assert f"Disallow: {path}" in said
    client.get("/en/robots.txt", status=404)


def test_small_things_that_browsers_ask_for_are_there(client: Client) -> None:
    assert client.get("/favicon.ico").status_code == 302
    assert "mailto:oic@oic.example.bg" in client.get("/.well-known/security.txt", status=200).text
