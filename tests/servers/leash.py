"""What ties a server to the process that tests with it."""

import subprocess

# The pipe to this process breaks when it ends, whether by itself or by a kill -9. A line on it
# means that the server was seen to, and its number may be another's by now.
_WATCH = """
read -r _ && exit
kill -s KILL -- "-$1"
"""


class Leash:
    """Ends a whole process group when this process ends, however it ends."""

    def __init__(self, group: int) -> None:
        self._watcher = subprocess.Popen(
            ["sh", "-c", _WATCH, "leash", str(group)],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def let_go(self) -> None:
        """Watch no longer: the group has ended, or may live on."""
        self._watcher.communicate(b"\n")
