"""Whoever runs the program finds every setting in the README, and no setting that is not there."""

import re

import pytest

from config import Settings, SettingsError, documentation
from tests.architecture.sources import ROOT

WRONG = {
    "OIC_DATA_DIR": " ",
    "OIC_DATABASE_URL": "mysql://oic:pass-word@host/oic",
    "OIC_SECRET_KEY": "pass-word",
    "OIC_MAIL_URL": "http://oic:pass-word@host",
    "OIC_IMAP_URL": "pop3://oic:pass-word@host",
    "OIC_QUEUE_URL": "amqp://oic:pass-word@host",
    "OIC_PUBLIC_URL": "oic.example.bg",
    "OIC_TRUSTED_PROXIES": "many",
    "OIC_WEB_WORKERS": "-1",
    "OIC_LANGUAGE": "de",
    "OIC_SESSION_IDLE_MINUTES": "0",
    "OIC_UPLOAD_MEGABYTES": "2.5",
    "OIC_CENTRE_PHONE": " ",
    "OIC_CENTRE_EMAIL": "no address",
    "OIC_DEMO": "perhaps",
}
ANY_LINE = {
    "OIC_CENTRE_NAME_BG",
    "OIC_CENTRE_NAME_EN",
    "OIC_CENTRE_ADDRESS_BG",
    "OIC_CENTRE_ADDRESS_EN",
    "OIC_COFINANCING_BG",
    "OIC_COFINANCING_EN",
}
ROW = re.compile(r"^\| `(OIC_[A-Z_]+)` \| (.+?) \| (.*?) \|$", re.MULTILINE)


def _settings_section() -> str:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _, heading, after = readme.partition("\n## Settings\n")
    assert heading, "README.md has no heading Settings"
    return after.partition("\n## ")[0]


def test_the_readme_lists_every_setting_as_the_program_knows_it() -> None:
    told = {row[0]: row[1] for row in ROW.findall(_settings_section())}
    known = {variable: meaning for variable, meaning, _ in documentation()}
    assert told == known


def test_every_setting_is_checked_at_the_start() -> None:
    assert {variable for variable, _, _ in documentation()} == WRONG.keys() | ANY_LINE


def test_each_wrong_setting_is_named_in_one_line_without_its_password() -> None:
    environment = WRONG | {"OIC_MAIL_SERVER": "smtp://host", "HOME": "/root"}
    environment |= dict.fromkeys(ANY_LINE, "два\nреда")
    with pytest.raises(SettingsError) as found:
        Settings.from_environment(environment)
    lines = str(found.value).splitlines()
    assert sorted(line.split()[0] for line in lines) == sorted(environment.keys() - {"HOME"})
    assert not [line for line in lines if "pass-word" in line]
    assert [line for line in lines if line.startswith("OIC_MAIL_SERVER is not a setting")]


def test_letters_of_the_demonstration_come_from_an_address_that_is_nobodys() -> None:
    assert Settings.from_environment({"OIC_DEMO": "yes"}).centre_email.endswith(".example")
    own = {"OIC_DEMO": "yes", "OIC_CENTRE_EMAIL": "own@oic.bg"}
    assert Settings.from_environment(own).centre_email == "own@oic.bg"
    assert not Settings.from_environment({}).centre_email.endswith(".example")


def test_the_settings_can_be_logged_without_giving_a_password_away() -> None:
    urls = {
        "OIC_DATABASE_URL": "postgresql://oic:pass-word@host/oic",
        "OIC_MAIL_URL": "smtp://oic:pass-word@host",
        "OIC_IMAP_URL": "imaps://oic:pass-word@host",
        "OIC_QUEUE_URL": "redis://oic:pass-word@host",
        "OIC_SECRET_KEY": "pass-word" * 4,
    }
    assert "pass-word" not in repr(Settings.from_environment(urls))
