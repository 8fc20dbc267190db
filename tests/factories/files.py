"""Files as they lie in the store."""

from io import BytesIO

from oic.files import store
from oic.files.models import StoredFile


def put(content: bytes, name: str) -> StoredFile:
    """Receive and keep in one step, inside a transaction."""
    return store.keep(store.receive(BytesIO(content), name))
