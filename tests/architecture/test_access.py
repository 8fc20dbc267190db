"""A stranger sees the public site alone, and each role its own pages: endpoint × role."""

from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, Rule

from oic.staff.models import Role, User
from oic.web.access import OPEN_ENDPOINTS, Permission, permission_of
from tests.architecture.access_table import CHECK_CSRF_THEMSELVES, FOR_SCRIPTS, TABLE, WHO_MAY
from tests.checking.client import Client
from tests.factories.staff import make_user

VALUES = {"IntegerConverter": 1, "UUIDConverter": "0" * 32}
ROLES = (None, Role.EXPERT, Role.MANAGER, Role.ADMINISTRATOR)


def declared(app: Flask) -> dict[str, Permission | None]:
    """The endpoints and what they say of themselves, English twins left to their originals."""
    return {
        endpoint: permission_of(app, endpoint)
        for endpoint in app.view_functions
        if endpoint not in OPEN_ENDPOINTS and not endpoint.startswith("public_en.")
    }


def address(app: Flask, rule: Rule) -> str:
    """An address that the rule matches."""
    values = {
        name: next(iter(converter.items))
        if isinstance(converter, AnyConverter)
        else VALUES.get(type(converter).__name__, "x")
        for name, converter in rule._converters.items()
    }
    with app.test_request_context():
        built = app.url_map.bind("localhost").build(
            rule.endpoint, values, method=next(iter(methods(rule)))
        )
    return str(built)


def methods(rule: Rule) -> set[str]:
    return (rule.methods or set()) - {"HEAD", "OPTIONS"}


@pytest.fixture
def reached(app: Flask, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The endpoints whose view was really called; the views themselves do nothing."""
    called: set[str] = set()

    def stub(endpoint: str, view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def reach(**_: object) -> tuple[str, int]:
            called.add(endpoint)
            return "", 204

        return reach

    for endpoint, view in app.view_functions.items():
        monkeypatch.setitem(app.view_functions, endpoint, stub(endpoint, view))
    return called


def rules(app: Flask) -> list[Rule]:
    """The rules whose endpoints stand in the table; a test of its own finds the others."""
    return [rule for rule in app.url_map.iter_rules() if original(rule.endpoint) in TABLE]


def original(endpoint: str) -> str:
    return endpoint.replace("public_en.", "public.")


def expected(endpoint: str) -> Permission:
    return TABLE[original(endpoint)]


def test_every_page_stands_in_the_access_table(app: Flask) -> None:
    lines = defaultdict(list)
    for endpoint, permission in sorted(declared(app).items()):
        lines[permission].append(endpoint)
    written = "\n".join(f"{key}: {' '.join(names)}" for key, names in lines.items())
    assert declared(app) == TABLE, f"the program declares:\n{written}"


def test_the_roles_have_the_permissions_of_the_table(app: Flask) -> None:
    for role in Role:
        user = User(role=role)
        held = {permission for permission, roles in WHO_MAY.items() if role in roles}
        assert {p for p in Permission if p is Permission.PUBLIC or user.may(p)} == held


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "anonymous")
def test_each_role_reaches_its_own_pages_and_no_other(
    app: Flask, reached: set[str], role: Role | None
) -> None:
    client = Client(app, make_user(role=role) if role else None)
    wrong = []
    for rule in rules(app):
        allowed = role in WHO_MAY[expected(rule.endpoint)]
        for method in methods(rule):
            reached.clear()
            url = address(app, rule)
            page = client.post(url) if method == "POST" else client.open(method, url)
            if allowed:
                right = rule.endpoint in reached and page.status_code == 204
            elif role is None:
                goes_to = page.headers.get("Location", "")
                sent = page.status_code in {302, 303} and "/sign-in" in goes_to
                told = page.status_code == 401 and original(rule.endpoint) in FOR_SCRIPTS
                right = not reached and (sent or told)
            else:
                right = not reached and page.status_code == 403
            if not right:
                wrong.append(f"{method} {rule.rule} ({rule.endpoint}): {page.status}")
    assert wrong == []


def test_no_form_is_taken_from_another_site(app: Flask, reached: set[str]) -> None:
    wrong = []
    for rule in rules(app):
        allowed = WHO_MAY[expected(rule.endpoint)]
        if "POST" not in methods(rule) or original(rule.endpoint) in CHECK_CSRF_THEMSELVES:
            continue
        role = next(role for role in ROLES if role in allowed)
        client = Client(app, make_user(role=role) if role else None)
        page = client.post(address(app, rule), csrf=False)
        asks_again = role is None and "/sign-in" in page.headers.get("Location", "")
        if reached or not (page.status_code == 400 or asks_again):
            wrong.append(f"{rule.endpoint}: {page.status}")
            reached.clear()
    assert wrong == []


def test_an_address_either_shows_or_changes(app: Flask) -> None:
    odd = {
        rule.endpoint: methods(rule)
        for rule in rules(app)
        if methods(rule) not in ({"GET"}, {"POST"})
    }
    assert odd == {}


def test_a_forgotten_permission_shuts_everybody_out(app: Flask, reached: set[str]) -> None:
    endpoint = next(iter(e for e, permission in TABLE.items() if permission is Permission.DESK))
    rule = next(rule for rule in rules(app) if rule.endpoint == endpoint)
    del app.view_functions[endpoint].oic_access  # type: ignore[attr-defined]
    method = next(iter(methods(rule)))
    for role in ROLES[1:]:
        client = Client(app, make_user(role=role))
        url = address(app, rule)
        page = client.post(url) if method == "POST" else client.get(url)
        assert page.status_code == 403
    assert not reached
