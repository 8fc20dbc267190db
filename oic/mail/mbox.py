"""Messages of a file: one .eml, or an mbox with many, read one by one (RFC 4155)."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_FROM = re.compile(rb"From \S[^\r\n]{0,300}\d{1,2}:\d\d[^\r\n]{0,100}\b(?:19|20)\d\d\b")
"""With the time and the year: a sentence may begin with the word too."""
_FIRST = re.compile(rb"From \S")
_QUOTED = re.compile(rb">+From ")
_LONGEST_LINE = 1 << 20


def messages(path: Path) -> Iterator[bytes]:
    """The raw messages of a file, in order; only one of them is in memory.

    An mbox begins with a „From “ line, and another begins a message wherever it follows an empty
    line. Raises OSError when the file cannot be read.
    """
    with path.open("rb") as file:
        first = file.readline(_LONGEST_LINE)
        if not _FIRST.match(first):
            yield first + file.read()
            return
        yield from _of_mbox(file)


def _of_mbox(file: IO[bytes]) -> Iterator[bytes]:
    lines: list[bytes] = []
    empty_before = False
    whole = True
    while line := file.readline(_LONGEST_LINE):
        if whole and empty_before and _FROM.match(line):
            yield _message(lines)
            lines = []
            empty_before = False
            continue
        if whole and _QUOTED.match(line):
            lines.append(line[1:])
        else:
            lines.append(line)
        empty_before = whole and not line.strip(b"\r\n")
        whole = line.endswith(b"\n")
    yield _message(lines)


def _message(lines: list[bytes]) -> bytes:
    """Without the empty line that only divides it from the next."""
    if lines and not lines[-1].strip(b"\r\n"):
        lines = lines[:-1]
    return b"".join(lines)
