"""A whole site in a temporary folder and a thread of this process, with the rows that are looked at."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic

from flask import Flask
from installations import migrate
from live_site import WebServer
from post_office import free_port
from shown import SITES, Shown, make_site
from standing import time_stands

from seminars import create_app
from seminars.database import gate
from seminars.extensions import db

LATE = "HTTP_X_LATE"  # a form with this header has waited for too long


@contextmanager
def sites_to_show() -> Iterator[list[tuple[str, Shown]]]:
    """The address of its site, and each page. The sites end with the block."""
    with tempfile.TemporaryDirectory() as folder, time_stands(), ExitStack() as running:
        empty = Path(folder) / "seminars.sqlite"
        migrate(_application(Path(folder), free_port()))
        found: list[tuple[str, Shown]] = []
        for site in SITES:
            instance = Path(folder) / site
            instance.mkdir()
            shutil.copy(empty, instance)
            url, shown = running.enter_context(_running(instance, site))
            found += [(url, each) for each in shown]
        yield found


@contextmanager
def _running(instance: Path, site: str) -> Iterator[tuple[str, list[Shown]]]:
    port = free_port()
    app = _application(instance, port)
    with app.app_context():
        shown = make_site(site)
        db.session.remove()
    app.wsgi_app = _noting_what_is_late(app.wsgi_app)
    server = WebServer(app, port)
    server.start()
    try:
        yield f"http://localhost:{port}", shown
    finally:
        server.end()
        with app.app_context():
            db.engine.dispose()


def _application(instance: Path, port: int) -> Flask:
    return create_app(
        {
            "SEMINARS_INSTANCE": str(instance),
            "SEMINARS_SECRET_KEY": "a-secret-of-the-pictures-as-long-as-it-must-be",
            "SEMINARS_PORT": str(port),
            "SEMINARS_CONTROLLER_NAME": "Podlaska Fundacja Rozwoju Regionalnego",
            "SEMINARS_CONTROLLER_EMAIL": "office@example.org",
        }
    )


def _noting_what_is_late(answer):
    def noting(environ, start_response):
        if environ.get(LATE):
            environ[gate.ARRIVED_AT] = monotonic() - 60
        return answer(environ, start_response)

    return noting
