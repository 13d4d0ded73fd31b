"""Registrations as version 1 of the name key left them, and a process that still writes it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from acts import write
from sqlalchemy import select

from seminars.domain.people import identity
from seminars.extensions import db
from seminars.models import Registration


def make_old(*ids: int) -> None:
    """Give these registrations, or all, the key that an older version would have given them."""

    def age() -> None:
        people = select(Registration).where(Registration.id.in_(ids)) if ids else select(Registration)
        for each in db.session.scalars(people):
            each.name_key, each.key_version = identity._first_name_key(each.surname, each.given_name), 1

    write(age)


@contextmanager
def older_program() -> Iterator[None]:
    """What is done meanwhile is done by the program as it was."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identity, "KEY_VERSION", 1)
        patch.setattr(identity, "name_key", identity._first_name_key)
        patch.setattr(identity, "name_keys", lambda *name: {identity._first_name_key(*name)})
        yield


def keys() -> list[tuple[str, int]]:
    """(name key, version) of all registrations in their order."""
    rows = select(Registration.name_key, Registration.key_version).order_by(Registration.id)
    return [tuple(row) for row in db.session.execute(rows)]
