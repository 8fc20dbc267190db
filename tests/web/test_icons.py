"""Without these a button would stand without its picture, or a page would fail for want of one."""

import re
from pathlib import Path

import pytest
from flask import Flask

from oic.enquiries.models import Channel
from oic.web.icons import ICONS, listed, sprite

ROOT = Path(__file__).parent.parent.parent
NAMED = re.compile(r"""icon(?:_name)?\s*[(=]\s*["']([a-z0-9-]+)["']""")


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    named = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in (ROOT / "templates").rglob("*.html")
        for name in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    assert len(named) > 10
    assert sorted(pair for pair in named if pair[1] not in ICONS) == []


def test_every_place_and_channel_has_its_icon(app: Flask) -> None:
    places = {place.icon for place in app.extensions["oic_places"]}
    assert (places | {channel.icon for channel in Channel}) - ICONS == set()


def test_an_unknown_icon_says_where_to_list_it() -> None:
    with pytest.raises(LookupError, match=r"oic/web/icons\.py"):
        listed("no-such-icon")


def test_an_icon_that_bootstrap_does_not_have_is_named() -> None:
    with pytest.raises(LookupError, match="archive"):
        sprite('<symbol class="bi bi-x" viewBox="0 0 16 16" id="x"><path d="M0 0"/></symbol>')
