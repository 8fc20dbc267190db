"""What both kinds of client are held to when they are saved."""

from flask_babel import lazy_gettext as _l

from oic.core.errors import Refused, Stale
from oic.core.numbers import is_email, parse_eik
from oic.core.text import fold


def one_line(value: str, longest: int, field: str) -> str:
    """A text on one line, without needless spaces. Raises Refused when it is too long."""
    tidy = " ".join(value.split())
    if len(tidy) > longest:
        raise Refused(
            _l("This is too long: at most %(longest)d characters.", longest=longest), field=field
        )
    return tidy


def checked_eik(value: str | None) -> str | None:
    """An ЕИК in normal form, None for nothing. Raises Refused for a wrong one."""
    if not value or not value.strip():
        return None
    eik = parse_eik(value)
    if eik is None:
        raise Refused(_l("This UIC is not valid. Type 9 or 13 digits."), field="eik")
    return eik


def checked_emails(values: tuple[str, ...]) -> list[str]:
    """Addresses in their order, each once. Raises Refused for what is none."""
    found: dict[str, str] = {}
    for value in values:
        email = value.strip()
        if not email:
            continue
        if not is_email(email) or len(email) > 320:  # noqa: PLR2004 - the column's length
            raise Refused(
                _l("“%(email)s” is not an e-mail address, e.g. name@example.bg.", email=email),
                field="emails",
            )
        found.setdefault(fold(email), email)
    return list(found.values())


def fresh(held: int, expected: int) -> None:
    """Refuse to save over what somebody else has saved since. Raises Stale."""
    if held != expected:
        raise Stale(
            _l("Somebody else changed this record while you were editing it. Nothing is lost.")
        )
