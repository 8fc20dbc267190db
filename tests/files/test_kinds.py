"""What a file is, is told by its bytes and not by what its sender calls it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oic.files import kinds
from oic.files.kinds import BY_EXTENSION, Kind
from tests.files.samples import MAIL, PDF, SAMPLES, ole, ooxml, zipped


def _tell(tmp_path: Path, content: bytes) -> Kind | None:
    path = tmp_path / "content"
    path.write_bytes(content)
    return kinds.tell(path)


@pytest.mark.parametrize("ending", sorted(SAMPLES))
def test_every_accepted_kind_is_told_by_its_content(ending: str, tmp_path: Path) -> None:
    assert _tell(tmp_path, SAMPLES[ending]) in BY_EXTENSION[ending]


def test_every_kind_has_a_sample_and_a_usual_extension() -> None:
    assert {kind for ending in SAMPLES for kind in BY_EXTENSION[ending]} == set(Kind)
    assert Kind.JPEG.extension == "jpg"


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0\x03\0\0\0",
        b"\x7fELF\x02\x01\x01\0",
        zipped({"a.exe": b"MZ"}),
        ole("Root Entry"),
        b"\0\0\0\x18ftypmp42" + b"\0" * 16,
        b"Rar!\x1a\x07\x01\0",
        b"text with a \0 in it",
    ],
)
def test_programs_archives_and_the_unknown_are_not_taken(content: bytes, tmp_path: Path) -> None:
    assert _tell(tmp_path, content) is None


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (ooxml("word", "word/vbaProject.bin"), kinds.Macros),
        (ole("WordDocument", "_VBA_PROJECT"), kinds.Macros),
        (ole("EncryptedPackage"), kinds.Locked),
        (b"PK\x03\x04" + b"\0" * 100, kinds.Damaged),
        (SAMPLES["docx"][:-30], kinds.Damaged),
    ],
)
def test_macros_passwords_and_damage_are_named(
    content: bytes, error: type[Exception], tmp_path: Path
) -> None:
    with pytest.raises(error):
        _tell(tmp_path, content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_bulgarian_text_is_text_in_every_usual_encoding(encoding: str, tmp_path: Path) -> None:
    assert _tell(tmp_path, ("Въпрос за пещ\r\n" * 30_000).encode(encoding)) is Kind.TEXT


def test_a_letter_is_told_from_a_text_that_has_a_colon(tmp_path: Path) -> None:
    assert _tell(tmp_path, MAIL) is Kind.MAIL
    assert _tell(tmp_path, b"Note: from: nobody") is Kind.TEXT


@given(content=st.binary(max_size=2000))
def test_no_bytes_break_the_telling(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any-content"
    for start in (b"", b"PK\x03\x04", SAMPLES["doc"][:8], PDF[:5]):
        path.write_bytes(start + content)
        try:
            found = kinds.tell(path)
        except kinds.Unusable:
            continue
        assert found is None or isinstance(found, Kind)
