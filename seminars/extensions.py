"""The Flask extensions, made once and bound to the application in create_app()."""

import logging

from flask_babel import Babel
from flask_migrate import Migrate
from flask_security import Security
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase

log = logging.getLogger(__name__)


class Base(DeclarativeBase):
    """Every constraint has a name, so that migrations can drop it on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class ForgivingSession(Session):
    """Whatever ends a transaction without a commit succeeds. A connection on which it fails is thrown away, and the
    database undoes by itself what was begun there; an answer that is finished, or a commit, is not spoilt by it."""

    def rollback(self) -> None:
        try:
            super().rollback()
        except DBAPIError as error:
            log.warning("a database connection was thrown away: %s", type(error.orig).__name__)

    def close(self) -> None:
        self.expunge_all()  # or all that was read would have to be read anew, by whoever still looks at it
        self.rollback()
        super().close()


db = SQLAlchemy(model_class=Base, session_options={"class_": ForgivingSession})
migrate = Migrate(db=db)
babel = Babel()
csrf = CSRFProtect()
security = Security()
