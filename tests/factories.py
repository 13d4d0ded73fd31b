"""Rows for tests, each made and committed in its own write unit. Call them inside `app.app_context()`."""

import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask_security import hash_password

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.people.sign_up import Person, SignUp
from seminars.domain.registrations import signing_up
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.models import (
    ConsentKind,
    Membership,
    Organiser,
    Registration,
    Role,
    Seminar,
    SeminarStatus,
    Series,
    Venue,
    new_uid,
)

ADA = Person(surname="Klichevskaya", given_name="Ada", email="ada@example.org", organisation="Agro Klichev")
PASSWORD = "correct horse battery staple"
NO_CONSENT = {kind: kind == ConsentKind.PROCESSING for kind in ConsentKind}


def texts(text: str) -> Texts:
    """A text in all four languages, each telling which it is."""
    return Texts({language: f"{text} ({language})" for language in ("be", "ru", "pl", "en")})


def make_series(**values: Any) -> Series:
    defaults = {
        "slug": "clusters",
        "name": texts("Clusters"),
        "organisation": texts("Foundation; Podlasie, Białystok"),
        "notice": texts("Co-financed"),
        "contact_email": "office@example.org",
    }
    return _stored(Series(**{**defaults, **values}))


def make_seminar(**values: Any) -> Seminar:
    """A published seminar in Klichev in three weeks with 20 seats, open for registration."""
    now = clock.now().replace(microsecond=0)
    status = values.pop("status", SeminarStatus.PUBLISHED)
    # In the morning, whenever the test runs: an afternoon that reaches into the next day reads differently.
    starts_at: datetime = values.pop("starts_at", (now + timedelta(days=21)).replace(hour=7, minute=0, second=0))
    defaults = {
        "uid": new_uid("seminars.example.org"),
        "slug": "klichev",
        "title": texts("Small towns and clusters"),
        "description": texts("What a small town can do"),
        "town_code": "klichev",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=5),
        "host": texts("District council"),
        "host_phone": "+375 29 000-00-01",
        "host_email": "host@example.org",
        "capacity": 20,
        "created_at": now,
        "changed_at": now,
        "published_at": now,
    }
    if "venue" not in values:
        values["venue"] = Venue(name=texts("Hall 3"), address=texts("Lenin Street 1"), latitude=53.49, longitude=29.34)
    if "series" not in values and "series_id" not in values:
        known = db.session.query(Series).filter_by(slug="clusters").one_or_none()
        values["series_id"] = known.id if known else make_series().id
    seminar = Seminar(**{**defaults, **values})
    for next_status in (SeminarStatus.DRAFT, SeminarStatus.PUBLISHED, SeminarStatus.CANCELLED):
        seminar.status = next_status
        if next_status == status:
            break
    return _stored(seminar)


def make_registration(seminar: Seminar, person: Person = ADA, **values: Any) -> Registration:
    """A confirmed registration made by the real sign-up, with its message in the outbox."""
    now = values.pop("now", None)
    with write_unit():
        submission = signing_up.register(
            db.session.merge(seminar),
            SignUp(person=person, **{"consents": NO_CONSENT, "language": "en", **values}),
            form_id=secrets.token_urlsafe(16),
            body_hash="answers",
            now=now,
        )
        registration_id = submission.registration.id
        db.session.commit()
    return db.session.get_one(Registration, registration_id)


def make_organiser(email: str = "olive@example.org", *, is_owner: bool = True, **values: Any) -> Organiser:
    """Olive, who may manage everything, with PASSWORD; Mallory is made with `is_owner=False`."""
    organiser = Organiser(
        email=email,
        password=values.pop("password", _password_hash()),
        fs_uniquifier=secrets.token_hex(32),
        created_at=clock.now(),
        **values,
    )
    if is_owner:
        organiser.memberships = [Membership(role=Role.OWNER)]
    return _stored(organiser)


@cache
def _password_hash() -> str:
    return hash_password(PASSWORD)


def _stored(row: Any) -> Any:
    with write_unit():
        db.session.add(row)
        db.session.commit()
    db.session.refresh(row)
    return row
