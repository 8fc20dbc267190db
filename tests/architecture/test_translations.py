"""Nobody meets an English sentence on a Bulgarian page."""

import json

from oic.translations import catalogue


def test_every_message_has_its_bulgarian() -> None:
    assert list(catalogue.problems()) == []


def test_messages_are_found_in_code_and_in_templates() -> None:
    places = {name for message in catalogue.gather() for name, _ in message.locations}
    assert any(name.startswith("oic/") for name in places)
    assert any(name.startswith("templates/") for name in places)
