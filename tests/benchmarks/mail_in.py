"""Letters read and registered a second, beside what Python's own parser alone takes for them.

``python -m tests.benchmarks.mail_in 500`` prints a table; ``OIC_DATABASE_URL`` chooses the engine.
The floor reads the same bytes with the standard library alone: every part decoded, nothing kept.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import flask_migrate

from config import Settings
from oic import create_app
from oic.core.db import db, transaction
from oic.mail import filing
from oic.mail.fetching.receiving import take_in
from oic.mail.reading.message import read
from oic.reference import load
from tests.factories.incoming import letter

SENTENCE = "Здравейте, искаме да попитаме за процедурата за оборудване на малка пекарна. "
SECRET = "a secret of the benchmark alone, long enough"
ROUND = 25
"""Letters that are measured together: the three ways take turns, so that none has a better hour."""


@dataclass(frozen=True)
class Figures:
    """Letters a second, the median of the rounds, by each way."""

    letters: int
    floor: float
    """Python's own parser alone."""
    reading: float
    """Ours alone."""
    registering: float
    """Kept durably, read, and registered as an enquiry."""

    def table(self) -> str:
        """The same for people."""
        rows = [
            ("Python's parser alone", self.floor),
            ("read by oic", self.reading),
            ("kept, read and registered by oic", self.registering),
        ]
        head = f"{self.letters} letters" + " " * 26 + "a second   times the floor's time"
        lines = [f"{name:38}{speed:12,.0f}{self.floor / speed:16.1f}" for name, speed in rows]
        return "\n".join([head, *lines])


def post(number: int, seed: int = 5) -> Iterator[bytes]:
    """Letters as they come to a centre: mostly plain, some with HTML, some with files."""
    chance = random.Random(seed)
    for at in range(number):
        text = SENTENCE * chance.randint(1, 12) + f"\n\nПисмо {at}\n"
        html = f"<html><body><p>{text}</p></body></html>" if chance.random() < 0.5 else ""
        files: tuple[tuple[str, bytes], ...] = ()
        if chance.random() < 0.3:
            files = (("Оферта за пещ.pdf", b"%PDF-1.4" + chance.randbytes(60_000)),)
        yield letter(
            text,
            sender=f"Клиент {at} <klient{at}@example.bg>",
            subject=f"Въпрос {at} за пекарната",
            html=html,
            files=files,
            Message_ID=f"<bench{seed}.{at}@example.bg>",
        )


def by_python(raw: bytes) -> None:
    """Read a letter as the standard library does: headers, texts, files."""
    message = message_from_bytes(raw, policy=default)
    _ = str(message["subject"]), str(message["from"]), str(message["date"])
    for part in message.walk():
        if not part.is_multipart():
            part.get_content()


def by_register(raw: bytes) -> None:
    """Keep, read and register a letter."""
    filing.file_one(take_in(raw))


def _speed(way: Callable[[bytes], object], letters: Sequence[bytes]) -> float:
    began = time.perf_counter()
    for raw in letters:
        way(raw)
    return len(letters) / (time.perf_counter() - began)


def measure(letters: Sequence[bytes]) -> Figures:
    """Measure in the present application; its register gets an enquiry for each letter."""
    rounds = [letters[at : at + ROUND] for at in range(0, len(letters), ROUND)]
    speeds: dict[str, list[float]] = {"floor": [], "reading": [], "registering": []}
    for some in rounds:
        speeds["floor"].append(_speed(by_python, some))
        speeds["reading"].append(_speed(read, some))
        speeds["registering"].append(_speed(by_register, some))
    middle = {name: statistics.median(found) for name, found in speeds.items()}
    return Figures(len(letters), **middle)


def main(number: int) -> None:
    """Measure on a new database and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("OIC_DATABASE_URL", "")
        app = create_app(Settings(data_dir=Path(folder), database_url=url, secret_key=SECRET))
        with app.app_context():
            flask_migrate.upgrade()
            with transaction():
                load()
            figures = measure(list(post(number)))
            print(f"{db.engine.dialect.name}: {figures.table()}")  # noqa: T201 - its purpose
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
