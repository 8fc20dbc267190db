"""An IMAP server in so many lines that breaks off, or answers wrongly, just where a test wants."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from config import ImapServer


@dataclass
class Script:
    """What the server has and how it behaves."""

    messages: dict[int, bytes]
    """By UID."""
    uidvalidity: int = 7
    break_at: str = ""
    """The command at which the connection ends without a word; "BODY" in mid-literal,
    "IDLING" while the program waits for news."""
    replies: Mapping[str, bytes] = field(default_factory=dict)
    """Whole tagged answers that overrule the usual ones, after the tag: b"NO not now"."""
    commands: list[str] = field(default_factory=list)
    """What was asked, in order."""
    idling: bytes = b""
    """The tag of the IDLE that has not ended."""


def _body(script: Script, words: list[str], out: socket.socket) -> bool:
    """Answer UID FETCH; False when the connection is to end in the middle."""
    uid = int(words[3])
    raw = script.messages.get(uid)
    if raw is None:
        return True
    out.sendall(b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (uid, len(raw)))
    if script.break_at == "BODY":
        out.sendall(raw[: len(raw) // 2])
        return False
    out.sendall(raw + b")\r\n")
    return True


def _answer(script: Script, words: list[str], out: socket.socket) -> bool:
    command = words[1].upper()
    if command == "UID":
        command = words[2].upper()
    script.commands.append(command)
    if command == script.break_at:
        return False
    tag = words[0].encode()
    if command in script.replies:
        out.sendall(tag + b" " + script.replies[command] + b"\r\n")
        return True
    if command == "FETCH" and not _body(script, words, out):
        return False
    if command == "IDLE":
        script.idling = tag
        out.sendall(b"+ waiting\r\n")
        return script.break_at != "IDLING"
    if command == "CAPABILITY":
        out.sendall(b"* CAPABILITY IMAP4rev1 MOVE UIDPLUS IDLE\r\n")
    elif command == "SELECT":
        out.sendall(
            b"* %d EXISTS\r\n* OK [UIDVALIDITY %d]\r\n* OK [PERMANENTFLAGS (\\*)]\r\n"
            % (len(script.messages), script.uidvalidity)
        )
    elif command == "SEARCH":
        out.sendall(b"* SEARCH " + " ".join(map(str, script.messages)).encode() + b"\r\n")
    elif command == "MOVE":
        script.messages.pop(int(words[3]), None)
    out.sendall(tag + b" OK done\r\n")
    return command != "LOGOUT"


def _talk(script: Script, connection: socket.socket) -> None:
    if script.break_at == "CONNECT":
        return
    connection.sendall(b"* OK here\r\n")
    for line in connection.makefile("rb"):
        words = line.decode("utf-8", "replace").split()
        if words == ["DONE"]:
            connection.sendall(script.idling + b" OK done\r\n")
        elif not _answer(script, words, connection):
            return


@contextmanager
def scripted_imap(script: Script) -> Iterator[ImapServer]:
    """Serve until the block ends; one connection after the other."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    _talk(script, connection)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        port = listener.getsockname()[1]
        yield ImapServer("127.0.0.1", port, "desk", "secret", use_ssl=False, use_starttls=False)
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
