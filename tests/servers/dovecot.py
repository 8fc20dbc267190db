"""An IMAP server of our own: Debian's Dovecot, a temporary folder, one small configuration."""

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from config import ImapServer
from tests.servers.leash import Leash
from tests.servers.program import free_port

MISSING = (
    "The tests need a real IMAP server and found no dovecot. "
    "Run tests/setup as root, or install Debian's package dovecot-imapd."
)
START_SECONDS = 60
PASSWORD = "п@роlа with spaces"
_CONFIGURATION = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_fsync = never
maildir_very_dirty_syncs = no
mailbox_idle_check_interval = 1 secs
{capability}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home/%u
}}
namespace inbox {{
  inbox = yes
}}
"""


class MissingDovecotError(Exception):
    """The server is not installed."""


def _binary() -> str:
    found = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise MissingDovecotError(MISSING)
    return found


class Dovecot:
    """One server on a free port of the loopback interface. Nothing of it survives :meth:`stop`.

    ``capability`` replaces what it says that it can: to be a server without MOVE, say.
    """

    def __init__(self, *users: str, capability: str = "") -> None:
        binary = _binary()
        self.folder = Path(tempfile.mkdtemp(prefix="oic-imap-"))
        self.port = free_port()
        # Dovecot gives no mail to root: as root the mailboxes are nobody's.
        user = "nobody" if os.geteuid() == 0 else getpass.getuser()
        group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
        self.folder.chmod(0o755)
        home = self.folder / "home"
        home.mkdir()
        shutil.chown(home, user, group)
        (self.folder / "users").write_text(
            "".join(f"{name}:{{PLAIN}}{PASSWORD}::::::\n" for name in users or ("desk",)),
            encoding="utf-8",
        )
        configuration = self.folder / "dovecot.conf"
        configuration.write_text(
            _CONFIGURATION.format(
                folder=self.folder,
                user=user,
                group=group,
                port=self.port,
                capability=f"imap_capability = {capability}" if capability else "",
            ),
            encoding="utf-8",
        )
        with (self.folder / "stderr").open("wb") as stderr:
            self.process = subprocess.Popen(
                [binary, "-F", "-c", configuration],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,
            )
        self._leash = Leash(self.process.pid)
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                imaplib.IMAP4("127.0.0.1", self.port).logout()
            except (OSError, imaplib.IMAP4.error) as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    said = "".join(
                        path.read_text(errors="replace")
                        for path in (self.folder / "stderr", self.folder / "log")
                        if path.exists()
                    )
                    self.stop()
                    message = f"Dovecot did not start: {error}\n{said}"
                    raise RuntimeError(message) from error
                time.sleep(0.05)
            else:
                return

    def account(self, user: str = "desk", folder: str = "INBOX") -> ImapServer:
        """A mailbox of the server, as the program is told of it."""
        return ImapServer(
            "127.0.0.1", self.port, user, PASSWORD, use_ssl=False, use_starttls=False, folder=folder
        )

    def hands(self, user: str = "desk") -> imaplib.IMAP4:
        """A person's own mail program at a mailbox, signed in, INBOX selected."""
        client = imaplib.IMAP4("127.0.0.1", self.port)
        client.authenticate("PLAIN", lambda _: f"\0{user}\0{PASSWORD}".encode())
        client.select("INBOX")
        return client

    def deliver(self, *messages: bytes, user: str = "desk", folder: str = "INBOX") -> None:
        """Put messages into a mailbox, as their line ends are."""
        client = self.hands(user)
        for message in messages:
            status, said = client.append(folder, "", "", message)
            assert status == "OK", said
        client.logout()

    def stop(self) -> None:
        """End the server and remove its folder."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._leash.let_go()
        shutil.rmtree(self.folder, ignore_errors=True)
