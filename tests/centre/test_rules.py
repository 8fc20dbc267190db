"""Without these a rule could take a value that the register cannot work with."""

import pytest
from flask import Flask

from oic.centre import actions, queries
from oic.centre.rules import BY_KEY, RULES
from oic.core.db import transaction
from oic.core.errors import Refused


def test_the_defaults_are_within_their_own_bounds(app: Flask) -> None:
    del app
    actions.check_rules({kind.key: kind.default for kind in RULES})


def test_a_rule_that_was_not_changed_is_the_default(app: Flask) -> None:
    del app
    assert queries.rules() == {kind.key: kind.default for kind in RULES}
    with pytest.raises(KeyError):
        queries.rule("no_such_rule")


def test_a_rule_is_set_and_set_back(app: Flask) -> None:
    del app
    for value in (9, 7):
        with transaction():
            assert actions.set_rules({"answer_days": value}, by=None) == ["answer_days"]
        assert queries.number("answer_days") == value
    with transaction():
        assert actions.set_rules({"answer_days": 7}, by=None) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("answer_days", 0),
        ("answer_days", 61),
        ("undo_seconds", 121),
        ("opening_hours_bg", "х" * 201),
    ],
)
def test_what_is_out_of_bounds_is_refused_by_name(app: Flask, key: str, value: int | str) -> None:
    del app
    with pytest.raises(Refused) as refused, transaction():
        actions.set_rules({key: value}, by=None)
    assert refused.value.field == key
    assert queries.rule(key) == BY_KEY[key].default


def test_a_value_of_another_kind_is_a_mistake_of_the_program(app: Flask) -> None:
    del app
    with pytest.raises(TypeError), transaction():
        actions.set_rules({"answer_days": True}, by=None)
