"""The mailer of an application that has nothing else."""

from pathlib import Path

from flask import Flask
from flask_mail import Message

from seminars.mail.sending.transport import classify, mailer


def make_app(instance: Path, **settings) -> Flask:
    app = Flask("letters")
    app.config.update(INSTANCE=str(instance), **{"MAIL_TIMEOUT": 2} | settings)
    mailer.init_app(app)
    return app


def send(mail: Message, instance: Path, **settings) -> None:
    with make_app(instance, **settings).app_context():
        mailer.send(mail)


def blamed(error: Exception) -> str:
    """What becomes of a mail that raised this."""
    return classify(error)
