"""create_app(): settings, extensions, blueprints; nothing else."""

import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from flask_security import SQLAlchemyUserDatastore
from jinja2 import StrictUndefined

from seminars import config, installation, logs, organiser, places, public, worker
from seminars.database.units import prepare_engine
from seminars.extensions import babel, csrf, db, migrate, security
from seminars.i18n import chosen_language
from seminars.mail.sending.transport import mailer
from seminars.models import Organiser
from seminars.web import assets, compression, errors, form_limits, headers, sessions, templating, watching
from seminars.web.protection import checking
from seminars.web.site import Site

PACKAGE = Path(__file__).parent


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """The application with the settings of `environ` (SEMINARS_*). Raises config.ConfigError."""
    app = Site(__name__, template_folder=_folder("templates"), static_folder=_folder("static"))
    app.config |= config.load(os.environ if environ is None else environ)
    form_limits.init_app(app)
    installation.prepare(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.session_interface = sessions.PathSessions()
    app.extensions["places"] = places.load_places(Path(app.config["INSTANCE"]) / "places.toml")
    _bind_extensions(app)
    for room in (logs, headers, compression, assets, templating, errors, watching, public, organiser, worker):
        room.init_app(app)
    return app


def _folder(name: str) -> str:
    inside = PACKAGE / name
    return str(inside if inside.is_dir() else PACKAGE.parent / name)


def _bind_extensions(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, directory=str(PACKAGE / "migrations"))
    babel.init_app(app, locale_selector=chosen_language, default_translation_directories=str(PACKAGE / "translations"))
    csrf.init_app(app)
    checking.init_app(app)
    mailer.init_app(app)
    # No roles of Flask-Security: memberships say who may do what.
    accounts = SQLAlchemyUserDatastore(db, Organiser, None)  # type: ignore[arg-type] # it takes None, says its guide
    security.init_app(app, accounts, register_blueprint=False)
    # Flask-Security would read a token from the body of any request, even a visitor's; organisers have a cookie.
    app.login_manager.request_loader(None)  # type: ignore[attr-defined] # Flask-Login puts it there
    with app.app_context():
        prepare_engine(db.engine)
