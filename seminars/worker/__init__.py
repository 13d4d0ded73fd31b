"""What happens by itself: mails leave, offers lapse, data goes."""

from flask import Flask

from seminars.web import watching
from seminars.worker.jobs import JOBS, SHARED


def init_app(app: Flask) -> None:
    """Let whoever watches know how often each job comes. Those that every worker runs have no turns to look at."""
    app.extensions[watching.RHYTHMS] = {job.__name__: rhythm for rhythm, job in JOBS if job not in SHARED}
