"""The source tree as the architecture tests read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
OIC = ROOT / "oic"


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Every Python file under these folders of the root, in order."""
    return tuple(sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    """A file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def short(path: Path) -> str:
    """A file's place from the root, for a person."""
    return str(path.relative_to(ROOT))


def role(path: Path) -> str:
    """What kind of file it is: ``models`` for oic/x/models.py and for oic/x/models/y.py."""
    parts = path.relative_to(OIC).with_suffix("").parts
    return parts[1] if len(parts) > 1 else parts[0]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """What a file imports: (line, module or module.name)."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)
