"""A stored file reaches its reader under its own name and can do nothing in our site's name."""

import hashlib
import os
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from oic.core.db import transaction
from oic.files import serving, store
from oic.files.serving import as_download
from tests.checking.client import Client
from tests.factories.files import put
from tests.files.samples import PDF, SAMPLES


@pytest.mark.parametrize("ending", ["pdf", "txt", "png", "eml"])
def test_a_file_is_always_saved_and_never_shown_in_the_site(app: Flask, ending: str) -> None:
    with transaction():
        stored = put(SAMPLES[ending], f"a.{ending}")
    with app.test_request_context("/"):
        response = as_download(stored, f"Бюджет „2026“.{ending}")
        response.direct_passthrough = False
        assert response.get_data() == SAMPLES[ending]
        response.close()
    kind, options = parse_options_header(response.headers["Content-Disposition"])
    assert (kind, options["filename"]) == ("attachment", f"Бюджет „2026“.{ending}")
    assert 'filename="Byudzhet' in response.headers["Content-Disposition"]
    assert response.mimetype == stored.media_type
    assert response.content_length == stored.size
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_no_address_of_the_site_leads_to_a_stored_file(app: Flask, client: Client) -> None:
    with transaction():
        stored = put(PDF, "оферта.pdf")
    place = store.location(app.config["OIC"].files_dir, stored.sha256)
    assert place.read_bytes() == PDF
    assert place.name == hashlib.sha256(PDF).hexdigest(), "named by its content alone"
    for folder in (app.static_folder, app.template_folder, app.root_path):
        assert not place.resolve().is_relative_to(Path(str(folder)).resolve())
    below = place.relative_to(app.config["OIC"].data_dir)
    up = os.path.relpath(place, str(app.static_folder))
    for address in (f"/{below}", f"/static/{below}", f"/static/{up}", f"/static/{place}"):
        assert client.get(address).status_code in {308, 404}, address
        assert client.get(address, follow=True).status_code == 404


def test_a_lost_content_is_an_error_and_not_an_empty_file(app: Flask) -> None:
    with transaction():
        stored = put(PDF, "a.pdf")
    store.location(app.config["OIC"].files_dir, stored.sha256).unlink()
    with app.test_request_context("/"), pytest.raises(FileNotFoundError):
        as_download(stored, "a.pdf")


@given(st.text(min_size=1, max_size=100))
def test_no_name_breaks_the_header(name: str) -> None:
    header = serving._disposition(serving.names.clean(name))
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
