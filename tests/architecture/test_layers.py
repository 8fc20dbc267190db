"""The house keeps its shape: who imports whom, where a transaction may stand."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import OIC, ROOT, imports, python_files, role, short, tree

LONGEST = 500
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "service", "services"}
RULES = {"models", "actions", "queries"}
NOT_FOR_RULES = {
    "flask.request",
    "flask.session",
    "flask.g",
    "flask.flash",
    "flask.redirect",
    "flask.url_for",
    "flask.render_template",
    "flask_login.current_user",
}
TRANSACTION_ROLES = {"views", "cli", "jobs"}
# Where else a use case begins: the module itself; the last use of a session, noted before the
# view runs; the worker's delivery, which must save "I am sending this" before it sends; the
# worker's fetching, which must save "I have this" before anything reads it; the start.
TRANSACTION_FILES = {
    "oic/core/db.py",
    "oic/imports/working.py",
    "oic/staff/sign_in.py",
    "oic/mail/delivery.py",
    "oic/mail/fetching/receiving.py",
    "oic/mail/fetching/rounds.py",
    "oic/mail/filing.py",
    "oic/serving/mailroom.py",
    "oic/serving/setup.py",
}


def test_an_upper_part_never_leaks_into_a_lower_one() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_database_module_commits() -> None:
    found = [
        f"{short(path)}:{node.lineno}"
        for path in python_files("oic")
        if short(path) != "oic/core/db.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]
    assert found == []


def test_a_use_case_begins_in_a_view_a_command_or_a_job() -> None:
    found = [
        f"{short(path)}:{node.lineno}"
        for path in python_files("oic")
        if role(path) not in TRANSACTION_ROLES
        and short(path) not in TRANSACTION_FILES
        and not short(path).startswith("oic/demo")  # the demonstration's year, day by day
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) == "transaction"
    ]
    assert found == []


def test_the_rules_know_no_request_no_form_and_no_page() -> None:
    found = [
        f"{short(path)}:{line} imports {name}"
        for path in python_files("oic")
        if role(path) in RULES
        for line, name in imports(path)
        if name in NOT_FOR_RULES
        or ".forms" in name
        or ".views" in name
        or name.startswith(("wtforms", "flask_wtf"))
    ]
    assert found == []


def test_nothing_is_imported_inside_a_function() -> None:
    found = [
        f"{short(path)}:{inner.lineno}"
        for path in python_files("oic", "tests")
        for node in ast.walk(tree(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ]
    assert found == []


def test_a_files_name_says_what_is_in_it() -> None:
    found = [short(path) for path in python_files("oic", "tests") if path.stem in VAGUE]
    assert found == []


def test_a_file_can_be_read_in_one_sitting() -> None:
    files = [
        *python_files("oic", "tests"),
        *(ROOT / "templates").rglob("*.html"),
        *(OIC / "static" / "js").rglob("*.js"),
    ]
    lengths = {short(path): len(path.read_text().splitlines()) for path in files}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_only_the_clock_says_what_time_it_is() -> None:
    found = [
        f"{short(path)}:{node.lineno}"
        for path in python_files("oic")
        if short(path) != "oic/core/clock.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "utcnow", "today"}
        and getattr(node.func.value, "id", "") in {"datetime", "date"}
    ]
    assert found == []


def test_only_config_reads_the_environment() -> None:
    found = [
        f"{short(path)}:{node.lineno}"
        for path in python_files("oic")
        if short(path) != "oic/cli.py"  # oic up --demo sets variables before config reads them
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in {"environ", "getenv"}
        and getattr(node.value, "id", "") == "os"
    ]
    assert found == []
