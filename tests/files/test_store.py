"""A file that was said to be kept is there, once, whole; what cannot be kept leaves nothing."""

import errno
import hashlib
import io
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from config import Settings
from oic.core import clock
from oic.core.db import db, transaction
from oic.enquiries.actions.timeline import add_entry
from oic.enquiries.models import EntryKind
from oic.files import store, sweep
from oic.files.models import StoredFile
from oic.files.store import Rejected, StorageFull
from tests.conftest import FrozenClock
from tests.factories.enquiries import make_enquiry
from tests.factories.files import put
from tests.files.samples import PDF, PNG, SAMPLES


def _put(content: bytes, name: str) -> StoredFile:
    with transaction():
        return put(content, name)


def _contents(settings: Settings) -> list[Path]:
    return sorted(path for path in settings.files_dir.glob("*/*/*") if path.is_file())


def _incoming(settings: Settings) -> list[Path]:
    return list((settings.files_dir / "incoming").iterdir())


def test_what_was_put_is_read_back(app: Flask, settings: Settings) -> None:
    stored = _put(PDF, "Оферта.pdf")
    with store.open_file(stored) as file:
        assert file.read() == PDF
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert (stored.sha256, stored.size, stored.media_type) == (sha256, len(PDF), "application/pdf")
    assert _contents(settings) == [settings.files_dir / sha256[:2] / sha256[2:4] / sha256]
    assert not _incoming(settings)


def test_strangers_on_the_server_cannot_read_it(app: Flask, settings: Settings) -> None:
    _put(PDF, "a.pdf")
    assert _contents(settings)[0].stat().st_mode & 0o077 == 0
    assert (settings.files_dir / "incoming").stat().st_mode & 0o077 == 0


def test_the_same_content_is_kept_once(app: Flask, settings: Settings) -> None:
    assert _put(PDF, "Едно.pdf").id == _put(PDF, "Друго.pdf").id
    assert len(_contents(settings)) == 1


def test_a_content_that_the_disk_lost_is_written_anew(app: Flask, settings: Settings) -> None:
    stored = _put(PDF, "a.pdf")
    _contents(settings)[0].write_bytes(PDF[:5])
    _put(PDF, "a.pdf")
    with store.open_file(stored) as file:
        assert file.read() == PDF


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("вирус.exe", b"MZ\0", "такива файлове не се приемат"),
        ("program.exe", PDF, "такива файлове не се приемат"),
        ("вирус.pdf", b"MZ\0", "такива файлове не се приемат"),
        ("снимка.jpg", PNG, "„.jpg“, но съдържанието е „.png“"),
        ("празен.txt", b"", "файлът е празен"),
        (
            "тайна.docx",
            SAMPLES["doc"][:512] + "EncryptedPackage".encode("utf-16-le") + b"\0\0",
            "защитен с парола",
        ),
        ("голям.pdf", PDF + b" " * store.LARGEST_FILE, "по-голям от 10 MB"),
    ],
)
def test_a_refused_file_is_named_with_the_reason_and_leaves_nothing(
    app: Flask, settings: Settings, name: str, content: bytes, why: str
) -> None:
    with app.test_request_context("/ask"), pytest.raises(Rejected) as caught:
        store.receive(io.BytesIO(content), name)
    with app.test_request_context("/ask"):
        assert why in str(caught.value)
        assert f"„{name}“" in str(caught.value)
    assert not _contents(settings)
    assert not _incoming(settings)


def test_a_large_upload_is_not_read_to_its_end(app: Flask) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"%PDF-" + b" " * (size - 5)

    endless = Endless()
    with pytest.raises(Rejected):
        store.receive(endless, "a.pdf", limit=1_000_000)  # type: ignore[arg-type]
    assert endless.given < 2_000_000


def test_a_name_without_extension_gets_the_one_of_its_content(app: Flask) -> None:
    assert store.receive(io.BytesIO(PDF), "Договор № 5.2026").name == "Договор № 5.2026.pdf"


def test_of_several_files_the_good_ones_are_taken_and_each_bad_one_is_named(app: Flask) -> None:
    received, rejections = store.receive_all(
        [(io.BytesIO(PDF), "a.pdf"), (io.BytesIO(b"MZ\0"), "б.exe"), (io.BytesIO(b""), "в.txt")]
    )
    assert [one.name for one in received] == ["a.pdf"]
    assert [one.name for one in rejections] == ["б.exe", "в.txt"]
    assert all(one.name in str(Rejected(*rejections)) for one in rejections)


def test_a_form_has_a_limit_of_size_and_number(
    app: Flask, change_settings: Callable[..., Settings]
) -> None:
    change_settings(upload_megabytes=1)
    big = PDF + b" " * 600_000
    received, rejections = store.receive_all(
        [(io.BytesIO(big), "1.pdf"), (io.BytesIO(big + b" "), "2.pdf")]
    )
    assert ([one.name for one in received], [one.name for one in rejections]) == (
        ["1.pdf"],
        ["2.pdf"],
    )
    _, rejections = store.receive_all([(io.BytesIO(PDF), "11.pdf")], already=store.MOST_FILES)
    assert [one.name for one in rejections] == ["11.pdf"]
    _, rejections = store.receive_all([(io.BytesIO(big), "a.pdf")], already_bytes=600_000)
    assert [one.name for one in rejections] == ["a.pdf"]


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_full_disk_is_said_and_leaves_nothing_half_written(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if step == "write":
        monkeypatch.setattr(store, "_copy", full)
    elif step == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StorageFull):
        store.receive(io.BytesIO(PDF), "a.pdf")
    assert not _contents(settings)
    assert not _incoming(settings)


def test_the_same_upload_by_many_at_once_is_one_file(own_app: Flask) -> None:
    def upload(_: int) -> tuple[int, int]:
        with own_app.app_context():
            first = store.receive(io.BytesIO(PDF), "a.pdf")
            second = store.receive(io.BytesIO(PNG), "b.png")
            with transaction():
                kept = store.keep_all([first, second] if _ % 2 else [second, first])
                ids = sorted(row.id for row, _name in kept)
            return ids[0], ids[1]

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(upload, range(24)))) == 1
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 2
    settings = own_app.config["OIC"]
    assert len(_contents(settings)) == 2
    assert not _incoming(settings)


def _sweep() -> tuple[int, int]:
    with transaction():
        rows = sweep.forget_unused()
    db.session.rollback()
    return rows, sweep.remove_contents()


def test_what_nothing_uses_is_swept_after_a_day_and_no_sooner(
    app: Flask, settings: Settings, frozen_clock: FrozenClock
) -> None:
    _put(PDF, "a.pdf")
    store.receive(io.BytesIO(PNG), "b.png")
    frozen_clock.move(hours=23)
    assert _sweep() == (0, 0)
    frozen_clock.move(hours=2)
    assert _sweep() == (1, 2)
    assert not _contents(settings)


def test_an_attachment_is_never_swept(
    app: Flask, settings: Settings, frozen_clock: FrozenClock
) -> None:
    from_letter = _attach(PDF)
    frozen_clock.move(days=400)
    assert _sweep() == (0, 0)
    with store.open_file(from_letter) as file:
        assert file.read() == PDF


def _attach(content: bytes) -> StoredFile:
    enquiry = make_enquiry()
    with transaction():
        stored = put(content, "a.pdf")
        add_entry(enquiry, EntryKind.CLIENT_MESSAGE, by=None, files=[(stored, "a.pdf")])
    return stored


def test_what_somebody_has_just_sent_again_is_not_swept(
    app: Flask, settings: Settings, frozen_clock: FrozenClock
) -> None:
    _put(PDF, "a.pdf")
    frozen_clock.move(days=2)
    received = store.receive(io.BytesIO(PDF), "a.pdf")
    assert _sweep() == (1, 0)
    with transaction():
        stored = store.keep(received)
    with store.open_file(stored) as file:
        assert file.read() == PDF


def test_a_file_kept_for_a_corrected_form_stays_or_is_said_to_be_gone(
    app: Flask, frozen_clock: FrozenClock
) -> None:
    received = store.receive(io.BytesIO(PDF), "a.pdf")
    frozen_clock.move(hours=20)
    assert store.refresh(received)
    frozen_clock.move(hours=20)
    assert _sweep() == (0, 0)
    frozen_clock.move(hours=5)
    assert _sweep() == (0, 1)
    assert not store.refresh(received)


def test_half_uploads_of_a_killed_server_are_swept(
    app: Flask, settings: Settings, frozen_clock: FrozenClock
) -> None:
    store.receive(io.BytesIO(PDF), "a.pdf")
    left = settings.files_dir / "incoming" / "half"
    left.write_bytes(b"x")
    stamp = clock.now().timestamp()
    os.utime(left, (stamp, stamp))
    frozen_clock.move(hours=2)
    _sweep()
    assert left.exists()
    frozen_clock.set(clock.now() + timedelta(days=1))
    _sweep()
    assert not left.exists()


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "Оферта.pdf", "application/pdf"),
        (PDF, "Оферта.exe", "application/pdf"),
        (b"MZ\x90\x00\x03\x00", "setup.exe", "application/octet-stream"),
        (b"PK\x03\x04 no archive after all", "Документи.zip", "application/octet-stream"),
        (b"", "empty.txt", "application/octet-stream"),
    ],
)
def test_what_came_by_mail_is_kept_whatever_it_is(
    app: Flask, content: bytes, name: str, media_type: str
) -> None:
    with transaction():
        stored = store.keep(store.take(content, name))

    with store.open_file(stored) as file:
        assert file.read() == content
    assert stored.media_type == media_type


def test_a_letter_with_a_large_file_is_kept(app: Flask) -> None:
    content = b"x" * (store.LARGEST_FILE + 1)

    assert store.take(content, "big.bin").size == len(content)


def test_a_full_disk_keeps_nothing_of_a_letter_and_says_so(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull):
        store.take(b"a letter", "letter.eml")
    assert not _incoming(settings)
    assert not _contents(settings)
