"""Nothing is mailed twice by itself: a real mail server sees what leaves before a backup, after it, and after its
restore."""

from dataclasses import replace
from email import message_from_bytes
from pathlib import Path

import pytest
from click.testing import CliRunner
from factories import ADA, make_registration, make_seminar
from flask import Flask
from installations import settings
from post_office import Post, serving

from seminars import create_app
from seminars.cli import main
from seminars.database.units import database_now
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Registration
from seminars.worker import jobs, running

pytestmark = pytest.mark.long
NAMES = ("ada", "bela", "cela")


def _command(app: Flask, *arguments: str) -> str:
    names = ("INSTANCE", "SECRET_KEY", "PUBLIC_BASE_URL", "SQLALCHEMY_DATABASE_URI")
    done = CliRunner().invoke(main, arguments, env={f"SEMINARS_{name}": app.config[name] for name in names})
    assert done.exit_code == 0, done.output
    return done.output


def _sign_up(*names: str) -> None:
    for name in names:
        make_registration(make_seminar(slug=name), replace(ADA, email=f"{name}@example.org"))


def _one_round(app: Flask) -> None:
    """What a worker does when it starts: each job once."""
    for rhythm, job in jobs.JOBS:
        running._run_once(app, rhythm, job, None)


def test_what_was_sent_after_the_backup_is_not_sent_again_by_itself(database: str, tmp_path: Path):
    post = Post()
    with serving(post) as mail:
        server = {f"SEMINARS_{name}": str(value) for name, value in mail.items()}
        app = create_app(settings(tmp_path, database, **server))
        with app.app_context():
            _sign_up("ada")
            assert deliver_due() == 1
            _sign_up("bela", "cela")
        _command(app, "backup", str(tmp_path / "copy.sqlite"))
        with app.app_context():
            assert deliver_due() == 2
            _sign_up("dela")
            assert deliver_due() == 1
            db.session.remove()
            db.engine.dispose()
        before = _sent(post)
        assert [to for to, _id in before] == [f"{name}@example.org" for name in (*NAMES, "dela")]
        said = _command(app, "restore", str(tmp_path / "copy.sqlite"), "--replace", "--yes")
        assert "2 mails are held back, as they may have been sent since the backup." in said
        _one_round(app)
        _one_round(app)
        assert _sent(post) == before
        assert "2 mails will be sent by the worker." in _command(app, "release-mail")
        _one_round(app)
        # The same mails, so that a mail program takes each for the one that it has.
        assert _sent(post) == [*before, *before[1:3]]
        with app.app_context():
            # The new registration that gets the number of the lost one is told so in a mail of its own.
            _sign_up("dela")
            assert deliver_due() == 1
            assert db.session.query(Registration).count() == len(NAMES) + 1
            assert find_violations(now=database_now()) == []
            db.session.remove()
            db.engine.dispose()
        assert _sent(post)[-1][0] == before[-1][0]
        assert _sent(post)[-1][1] not in [message_id for _to, message_id in before]


def _sent(post: Post) -> list[tuple[str, str]]:
    """(recipient, Message-ID) of everything that arrived."""
    return [(each.rcpt_tos[0], message_from_bytes(each.content)["Message-ID"]) for each in post.envelopes]
