"""What an operator would set, and the database made ready."""

from pathlib import Path

import flask_migrate
from flask import Flask

from seminars.extensions import db

BASE_URL = "https://seminars.example.org"


def settings(instance: Path, database: str = "", **more: str) -> dict[str, str]:
    """What an operator would set, as an environment."""
    return {
        "SEMINARS_INSTANCE": str(instance),
        "SEMINARS_SECRET_KEY": "a-secret-of-the-tests-as-long-as-it-has-to-be",
        "SEMINARS_PUBLIC_BASE_URL": BASE_URL,
        "SEMINARS_TRUSTED_HOSTS": "seminars.example.org,localhost,127.0.0.1",
        "SEMINARS_CONTROLLER_NAME": "Podlaska Fundacja Rozwoju Regionalnego",
        **({"SEMINARS_SQLALCHEMY_DATABASE_URI": database} if database else {}),
        **more,
    }


def migrate(app: Flask) -> None:
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
