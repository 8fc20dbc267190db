"""Without these a browser would show yesterday's looks, or load them anew with every page."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask

from oic.web.assets import Assets, static_url
from tests.checking.client import Client

STATIC = Path(__file__).parent.parent.parent / "oic" / "static"


def test_a_file_is_kept_for_ever_under_the_address_that_pages_name(
    app: Flask, client: Client
) -> None:
    with app.test_request_context():
        url = static_url("theme.css")
    sent = client.get(url, status=200)
    assert sent.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert sent.content_type == "text/css; charset=utf-8"


def test_a_file_asked_for_under_an_older_hash_is_not_kept(client: Client) -> None:
    sent = client.get("/assets/0123456789ab/theme.css", status=200)
    assert sent.headers["Cache-Control"] == "no-cache"


def test_a_browser_that_unpacks_gets_the_small_copy(app: Flask, client: Client) -> None:
    with app.test_request_context():
        url = static_url("bootstrap.css")
    plain = client.get(url, status=200)
    packed = client.get(url, status=200, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == plain.data


def test_a_browser_that_has_the_file_is_not_sent_it_again(client: Client) -> None:
    first = client.get("/assets/0/theme.css", status=200)
    again = client.get("/assets/0/theme.css", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_what_does_not_exist_and_what_lies_outside_is_not_found(client: Client) -> None:
    client.get("/assets/0/none.css", status=404)
    client.get("/assets/0/../../config.py", status=404)


def test_a_misspelt_file_fails_where_it_is_written(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(LookupError, match=r"them\.css"):
        static_url("them.css")


def test_one_changed_file_changes_every_address(monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = Assets(), Assets()
    files = dict(after.files)
    files["theme.css"] = files["icon.svg"]
    monkeypatch.setattr(after, "files", files)
    assert before.version == Assets().version != after.version


def test_modules_import_files_that_exist_and_nothing_from_elsewhere() -> None:
    imported = [
        (path.name, target)
        for path in (STATIC / "js").glob("*.js")
        for target in re.findall(
            r'^import .*?"([^"]+)";', path.read_text(encoding="utf-8"), re.MULTILINE
        )
    ]
    assert imported
    lost = [
        (name, target)
        for name, target in imported
        if not target.startswith("./") or not (STATIC / "js" / target).exists()
    ]
    assert lost == []


def test_styles_load_nothing_from_another_host() -> None:
    text = (STATIC / "theme.css").read_text(encoding="utf-8")
    outside = [url for url in re.findall(r"url\(([^)]*)\)", text) if "data:" not in url]
    assert outside == []
    assert "@import" not in text
