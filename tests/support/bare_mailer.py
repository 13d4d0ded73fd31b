"""The mailer of an application that has nothing else."""

from pathlib import Path

from flask import Flask
from flask_mail import Message

from seminars.mail.sending.refusals.answers import Blame, answer_in, blame
from seminars.mail.sending.transport import mailer


def make_app(instance: Path, **settings) -> Flask:
    app = Flask("letters")
    app.config.update(INSTANCE=str(instance), **{"MAIL_TIMEOUT": 2} | settings)
    mailer.init_app(app)
    return app


def send(mail: Message, instance: Path, **settings) -> None:
    with make_app(instance, **settings).app_context():
        mailer.send(mail)


def blamed(error: Exception) -> Blame:
    """Whose fault it is that a mail did not leave."""
    answer = answer_in(error)
    return blame(answer.phase, answer.code, answer.enhanced) if answer else Blame.LATER
