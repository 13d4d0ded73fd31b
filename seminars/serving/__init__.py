"""The web server, and on request the worker in one thread beside it; both end in good order."""

import logging
import signal
import threading
from functools import partial
from time import monotonic
from types import FrameType

from flask import Flask
from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

from seminars.serving.channels import CONNECTIONS, Channel, Peers
from seminars.web import form_limits
from seminars.worker import running

THREADS = 8
BACKLOG = 1024  # connections that the system keeps waiting beyond these
DRAIN = 20  # seconds that requests have to end after a signal
GLANCE = 0.25  # seconds between two looks at whether a signal came
RESTART_AFTER = 5  # seconds between the worker's death and its restart
HUNG_AFTER = 120  # seconds without a sign of life; a job ends well within

Sockets = dict[int, wasyncore.dispatcher]

log = logging.getLogger(__name__)


def listen(app: Flask, *, host: str, port: int) -> Sockets:
    """Take the port; connections wait until `serve`. Raises OSError if it cannot be had."""
    sockets: Sockets = {}
    settings = {
        "threads": THREADS,
        "connection_limit": CONNECTIONS,
        "backlog": BACKLOG,
        # What is a little too much gets a page of ours, and the rest a line of the server's.
        "max_request_header_size": form_limits.MOST_HEADERS + form_limits.MOST_QUERY,
        "max_request_body_size": 2 * form_limits.LARGEST_FORM_OF_ORGANISERS,
        # Flask's own ProxyFix reads these headers, and only if PROXY_HOPS says that a proxy sets them.
        "clear_untrusted_proxy_headers": not app.config["PROXY_HOPS"],
        "asyncore_use_poll": True,
        "ident": None,
    }
    try:
        create_server(app, map=sockets, host=host, port=port, **settings)
    except ValueError:  # is what waitress makes of a name that it cannot find
        raise OSError("there is no such host") from None
    make_channel = partial(Channel, peers=Peers(are_visitors=not app.config["PROXY_HOPS"]))
    for each in _listeners(sockets):
        each.channel_class = make_channel
    return sockets


def _listeners(sockets: Sockets) -> list[BaseWSGIServer]:
    return [each for each in sockets.values() if isinstance(each, BaseWSGIServer)]


def serve(app: Flask, sockets: Sockets, *, with_worker: bool) -> None:
    """Answer until SIGTERM or SIGINT, then end what was begun within DRAIN. Call it in the main thread."""
    stop = stop_on_signal()
    beside = WorkerThread(app, stop) if with_worker else None
    if beside:
        beside.start()
    while not stop.is_set():
        wasyncore.loop(timeout=GLANCE, use_poll=True, map=sockets, count=1)
    give_up_at = monotonic() + DRAIN
    _drain(sockets, give_up_at)
    if beside:
        beside.join(max(0, give_up_at - monotonic()))


def stop_on_signal() -> threading.Event:
    """An event that SIGTERM and SIGINT set; a second signal ends the process at once."""
    stop = threading.Event()

    def ask_to_stop(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    return stop


def _drain(sockets: Sockets, give_up_at: float) -> None:
    """Take no new connection, and close each one when its last request is answered."""
    for listener in _listeners(sockets):
        # Closes the listening socket alone; `listener.close()` would also cut the wire that wakes the loop.
        wasyncore.dispatcher.close(listener)
    while _open_channels(sockets) and monotonic() < give_up_at:
        for channel in _open_channels(sockets):
            channel.will_close = channel.will_close or _is_idle(channel)
        wasyncore.loop(timeout=0.05, use_poll=True, map=sockets, count=1)
    if _open_channels(sockets):
        log.warning("%s connections were cut after %s seconds", len(_open_channels(sockets)), DRAIN)


def _open_channels(sockets: Sockets) -> list[HTTPChannel]:
    return [each for each in sockets.values() if isinstance(each, HTTPChannel)]


def _is_idle(channel: HTTPChannel) -> bool:
    return not channel.requests and channel.request is None and not channel.total_outbufs_len


class WorkerThread(threading.Thread):
    """Runs the worker; if it dies that is logged, /readyz fails until it is back, and it starts again.

    If it hangs, /readyz fails as well; only a new process helps then.
    """

    def __init__(self, app: Flask, stop: threading.Event) -> None:
        super().__init__(name="worker", daemon=True)
        self.app, self.stop = app, stop
        self.works = threading.Event()
        app.extensions["worker_is_alive"] = self.is_working

    def is_working(self) -> bool:
        if not (self.works.is_set() and self.is_alive()):
            return False
        return monotonic() - self.app.extensions[running.SEEN_AT] < HUNG_AFTER

    def start(self) -> None:
        self._note_life()
        super().start()

    def run(self) -> None:
        while not self.stop.is_set():
            self._note_life()
            try:
                running.run(self.app, self.stop)
            except Exception:
                log.exception("the worker died; it starts again in %s seconds", RESTART_AFTER)
            self.works.clear()
            self.stop.wait(RESTART_AFTER)

    def _note_life(self) -> None:
        self.app.extensions[running.SEEN_AT] = monotonic()
        self.works.set()
