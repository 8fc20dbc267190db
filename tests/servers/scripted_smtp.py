"""An SMTP server that says and breaks off just what a test wants."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def scripted_server(behave: Callable[[socket.socket, int], None]) -> Iterator[str]:
    """An SMTP server in so many lines; ``behave`` gets each connection and its number."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def serve() -> None:
        number = 0
        while not stopped.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            number += 1
            with connection:
                try:
                    behave(connection, number)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stopped.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def dialogue(connection: socket.socket, *, break_at: str = "", replies: dict[str, str]) -> None:
    """Talk SMTP until ``break_at``; ``replies`` overrule the usual ones."""
    lines = connection.makefile("rb")
    usual = {"EHLO": "250 hello", "DATA": "354 go on", "QUIT": "221 bye"}

    def say(word: str) -> bool:
        if word == break_at:
            return False
        reply = replies.get(word, usual.get(word, "250 ok"))
        connection.sendall(reply.encode() + b"\r\n")
        return True

    if break_at == "CONNECT":
        return
    connection.sendall(b"220 here\r\n")
    for line in lines:
        word = line[:4].decode("ascii", "replace").upper().strip()
        if not say(word) or word == "QUIT":
            return
        if word == "DATA" and not replies.get("DATA"):
            for text in lines:
                if text == b".\r\n":
                    break
            if not say("DOT"):
                return
