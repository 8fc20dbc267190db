"""The worker: threads that send and fetch letters, and huey's consumer for the periodic work."""

import logging
import signal
import threading
import time

from flask import Flask
from huey.consumer import Consumer
from sqlalchemy.exc import SQLAlchemyError

from config import Settings
from oic import create_app
from oic.imports import working
from oic.jobs import make_queue
from oic.mail.delivery import Delivery
from oic.mail.liveness import new_worker
from oic.serving.mailroom import MailRoom
from oic.serving.setup import load_reference

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds between two looks into the outbox; huey's own clock ticks once a minute."""
IMPORTS_EVERY = 1.5
"""Seconds between two looks for tables to import."""
AFTER_ERROR = 5.0
HEALTH_EVERY = 10.0
JOBS_MAY_TAKE = 15.0
"""Seconds that a job has to end when the worker is asked to stop."""


class Sender(threading.Thread):
    """Sends what is due until it is told to stop; the letter in hand is finished."""

    def __init__(self, app: Flask) -> None:
        """Prepare to send the letters of an application's outbox."""
        super().__init__(name="letters")
        self._app = app
        self._stop_asked = threading.Event()

    def stop(self) -> None:
        """Ask it to end after the letter in hand."""
        self._stop_asked.set()

    def run(self) -> None:
        """Send, look, send."""
        settings: Settings = self._app.config["OIC"]
        with self._app.app_context():
            delivery = Delivery(lambda: new_worker(settings.data_dir), self._stop_asked.is_set)
        try:
            while not self._stop_asked.is_set():
                self._stop_asked.wait(self._once(delivery))
        finally:
            delivery.close()

    def _once(self, delivery: Delivery) -> float:
        """Send a batch; the seconds to wait before the next."""
        try:
            with self._app.app_context():
                return 0.0 if delivery.run_once() else LOOK_EVERY
        except Exception:
            log.exception("letters cannot be sent at present")
            return AFTER_ERROR


class ImportRoom(threading.Thread):
    """Checks, imports and undoes tables until it is told to stop; the step in hand is finished."""

    def __init__(self, app: Flask) -> None:
        """Prepare to work on an application's imports."""
        super().__init__(name="imports")
        self._app = app
        self._stop_asked = threading.Event()

    def stop(self) -> None:
        """Ask it to end."""
        self._stop_asked.set()

    def run(self) -> None:
        """Look, work, look."""
        while not self._stop_asked.wait(IMPORTS_EVERY):
            try:
                with self._app.app_context():
                    working.work(self._stop_asked.is_set)
            except Exception:
                log.exception("imports cannot be worked on at present")
                self._stop_asked.wait(AFTER_ERROR)


class Jobs(Consumer):
    """huey's consumer without signal handlers of its own, which would end it in mid-job."""

    def _set_signal_handlers(self) -> None:
        """Leave the worker's in place: taken away for an instant, a signal would be lost."""


def work(settings: Settings) -> int:
    """Work until SIGTERM or SIGINT; the exit status."""
    stop = threading.Event()

    def asked_to_stop(*_: object) -> None:
        stop.set()

    # Before anything is begun: from here on, what is in hand is finished.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, asked_to_stop)
    app = create_app(settings)
    try:
        load_reference(app)
    except SQLAlchemyError:
        log.exception("the reference data cannot be loaded at present")
    sender = Sender(app)
    sender.start()
    mail_room = MailRoom(app)
    mail_room.start()
    import_room = ImportRoom(app)
    import_room.start()
    consumer = Jobs(
        make_queue(app, settings), workers=1, max_delay=2.0, shutdown_timeout=JOBS_MAY_TAKE
    )
    consumer.start()
    log.info("worker at work")
    looked = time.monotonic()
    while not stop.wait(0.2) and sender.is_alive() and mail_room.is_alive():
        if time.monotonic() - looked > HEALTH_EVERY:
            consumer.check_worker_health()
            looked = time.monotonic()
    sender.stop()
    mail_room.stop()
    import_room.stop()
    consumer.stop(graceful=True)
    sender.join()
    mail_room.join()
    import_room.join()
    return 0 if stop.is_set() else 1
