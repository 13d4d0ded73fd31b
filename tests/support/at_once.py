"""Acts that begin at the same instant."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from flask import Flask

from seminars.database.units import write_unit
from seminars.extensions import db


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[Future]:
    """Each act in a thread and a write unit of its own, begun together."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            start.wait()
            with write_unit():
                done = act()
                db.session.commit()
        return done

    with ThreadPoolExecutor(len(acts)) as crowd:
        return [crowd.submit(run, act) for act in acts]
