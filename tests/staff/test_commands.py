"""Without these an administrator without a browser would be helpless."""

from collections.abc import Callable

from click.testing import Result

from oic.staff import queries
from oic.staff.models import Role
from tests.checking.client import Client
from tests.factories.staff import make_user

Command = Callable[..., Result]
WORD = "четири зелени круши"


def path_of(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output.splitlines()[0].removeprefix("http://localhost")


def test_add_prints_the_link_that_lets_the_person_in(command: Command, client: Client) -> None:
    result = command("staff", "add", "New@oic.bg", "--name", "Нова Колежка", "--role", "expert")
    client.submit(path_of(result), password=WORD, again=WORD, status=303)
    account = queries.by_email("new@oic.bg")
    assert account is not None
    assert (account.role, account.language) == (Role.EXPERT, "bg")


def test_add_refuses_an_address_that_is_taken_in_one_line(command: Command) -> None:
    make_user(email="elena@oic.bg")
    result = command("staff", "add", "elena@oic.bg", "--name", "Е", "--role", "expert")
    assert result.exit_code == 1
    assert result.output.strip() == "Error: Another account has this e-mail address."


def test_list_shows_everybody_and_their_state(command: Command) -> None:
    make_user(email="a@oic.bg", password=WORD)
    make_user(invited=True, email="b@oic.bg")
    make_user(email="c@oic.bg", active=False)
    lines = command("staff", "list").output.splitlines()
    assert [line.split("\t")[:3] for line in lines] == [
        ["a@oic.bg", "expert", "active"],
        ["b@oic.bg", "expert", "invited"],
        ["c@oic.bg", "expert", "deactivated"],
    ]


def test_link_lets_in_who_forgot_the_password(command: Command, client: Client) -> None:
    make_user(email="elena@oic.bg", password=WORD)
    new = "пет жълти дюли в купа"
    client.submit(
        path_of(command("staff", "link", "elena@oic.bg")), password=new, again=new, status=303
    )
    assert command("staff", "link", "nobody@oic.bg").exit_code == 1


def test_deactivate_keeps_the_last_administrator(command: Command) -> None:
    make_user(email="elena@oic.bg")
    make_user(email="asen@oic.bg", role=Role.ADMINISTRATOR)
    assert command("staff", "deactivate", "elena@oic.bg").exit_code == 0
    elena = queries.by_email("elena@oic.bg")
    assert elena is not None
    assert not elena.active
    result = command("staff", "deactivate", "asen@oic.bg")
    assert result.exit_code == 1
    assert "last administrator" in result.output
