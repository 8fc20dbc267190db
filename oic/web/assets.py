"""What browsers load besides pages: styles, scripts, pictures, the icons' sprite.

All of it is small, so it is read once, kept in memory with a gzip copy, and served under an
address that holds a hash of the whole set: ``/assets/3f2a…/js/shortcuts.js``. The address changes
when any file changes, so browsers may keep it for ever; and because the hash stands in the path,
a module that imports ``./focus.js`` gets the file of the same set without an import map, which the
content security policy would not allow inline.
"""

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import flask_bootstrap
from flask import Flask, Response, abort, current_app, g, request, url_for
from werkzeug.http import is_resource_modified

from oic.web.access import open_to_all
from oic.web.icons import sprite

_OURS = Path(__file__).parent.parent / "static"
_BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5"
_SMALLEST_WORTH_PACKING = 512
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    plain: bytes
    packed: bytes | None
    kind: str
    """Its content type."""
    etag: str


class Assets:
    """Every file that pages load, by the path that templates name it by."""

    @cached_property
    def files(self) -> dict[str, Asset]:
        """All files, read once."""
        contents = {
            path.relative_to(_OURS).as_posix(): path.read_bytes()
            for path in sorted(_OURS.rglob("*"))
            if path.is_file()
        }
        contents["bootstrap.css"] = (_BOOTSTRAP / "css" / "bootstrap.min.css").read_bytes()
        # The map belongs to a developer's tool; a browser would ask for it in vain.
        contents["bootstrap.css"] = contents["bootstrap.css"].split(b"/*# sourceMappingURL")[0]
        symbols = _BOOTSTRAP / "icons" / "bootstrap-icons.svg"
        contents["icons.svg"] = sprite(symbols.read_text(encoding="utf-8")).encode()
        return {name: _asset(name, content) for name, content in contents.items()}

    @cached_property
    def version(self) -> str:
        """A hash of the whole set: it stands in every address."""
        together = sha256()
        for name, asset in sorted(self.files.items()):
            together.update(f"{name}\0{asset.etag}\0".encode())
        return together.hexdigest()[:12]


def _asset(name: str, content: bytes) -> Asset:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if name.endswith(".js"):
        kind = "text/javascript"
    is_text = kind.startswith("text/") or kind in {"image/svg+xml", "application/manifest+json"}
    packs = is_text and len(content) >= _SMALLEST_WORTH_PACKING
    return Asset(
        plain=content,
        packed=gzip.compress(content, 9, mtime=0) if packs else None,
        kind=f"{kind}; charset=utf-8" if is_text else kind,
        etag=sha256(content).hexdigest()[:20],
    )


def _assets() -> Assets:
    if current_app.debug:  # a developer changes files while the program runs
        if "oic_assets" not in g:
            g.oic_assets = Assets()
        fresh: Assets = g.oic_assets
        return fresh
    kept: Assets = current_app.extensions["oic_assets"]
    return kept


def static_url(file: str) -> str:
    """The address of a file of oic/static, of ``bootstrap.css`` or of ``icons.svg``.

    Raises LookupError for a file that does not exist: a misspelt name fails where it is written.
    """
    assets = _assets()
    if file not in assets.files:
        message = f"no file {file!r} in oic/static"
        raise LookupError(message)
    return url_for("assets", version=assets.version, file=file)


def content_of(file: str) -> str:
    """The text of a script that has to stand at an address of its own."""
    return _assets().files[file].plain.decode()


@open_to_all
def _serve(version: str, file: str) -> Response:
    assets = _assets()
    asset = assets.files.get(file)
    if asset is None:
        abort(404)
    packed = asset.packed if request.accept_encodings["gzip"] else None
    etag = f"{asset.etag}-gzip" if packed else asset.etag
    response = Response(asset.plain if packed is None else packed, content_type=asset.kind)
    if packed is not None:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.set_etag(etag)
    # A page of the version before may still ask by its own hash while the program is renewed: it
    # gets today's file, but must not keep it under that address.
    response.headers["Cache-Control"] = _FOREVER if version == assets.version else "no-cache"
    if not is_resource_modified(request.environ, etag):
        response.status_code = 304
        response.set_data(b"")
    return response


def init_app(app: Flask) -> None:
    """Serve the files and teach templates ``static_url``."""
    app.extensions["oic_assets"] = Assets()
    app.add_url_rule("/assets/<version>/<path:file>", "assets", _serve, methods=["GET"])
    app.jinja_env.globals["static_url"] = static_url
