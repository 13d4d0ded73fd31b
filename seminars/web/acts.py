"""The unit in which a page lets the domain act."""

from collections.abc import Iterator
from contextlib import contextmanager

from seminars.database.units import write_unit
from seminars.domain.errors import DomainError
from seminars.extensions import db


@contextmanager
def act_unit() -> Iterator[None]:
    """A write unit that is committed at its end, and also after a refusal that keeps what was written until then."""
    with write_unit():
        try:
            yield
        except DomainError as refusal:
            if refusal.keeps_what_was_written:
                db.session.commit()
            raise
        db.session.commit()
