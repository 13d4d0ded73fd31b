"""Workers as processes of their own."""

from collections.abc import Callable
from datetime import timedelta
from time import monotonic, sleep

from flask import Flask
from installations import BASE_URL

from seminars import create_app
from seminars.mail.sending import claims
from seminars.worker import running


def work(environ: dict[str, str], stop, start, lease: timedelta) -> None:
    """What `seminars worker` does, until `stop`."""
    claims.LEASE = lease
    app = create_app(environ)
    if start:
        start.wait()
    running.run(app, stop)


def environment(app: Flask, mail: dict) -> dict[str, str]:
    return {
        "SEMINARS_INSTANCE": app.config["INSTANCE"],
        "SEMINARS_SECRET_KEY": app.config["SECRET_KEY"],
        "SEMINARS_PUBLIC_BASE_URL": BASE_URL,
        "SEMINARS_SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"],
        "SEMINARS_MAIL_SERVER": mail["MAIL_SERVER"],
        "SEMINARS_MAIL_PORT": str(mail["MAIL_PORT"]),
    }


def until(holds: Callable[[], bool], within: float = 45) -> None:
    give_up_at = monotonic() + within
    while not holds():
        assert monotonic() < give_up_at
        sleep(0.05)
