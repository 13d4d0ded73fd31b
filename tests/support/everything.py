"""An installation with a row in every table, and all of its rows to compare."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from factories import ADA, make_organiser, make_registration, make_seminar, texts

from seminars import clock
from seminars.database import copying
from seminars.database.units import write_unit
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import (
    THE_ONE,
    Beat,
    Departure,
    Group,
    GroupKind,
    JobRun,
    KnownNetwork,
    Mailbox,
    Message,
    MessageState,
    PersonalFeed,
    Refusal,
    Role,
    RoleOffer,
    SenderVerdict,
    Session,
    ShownTown,
    SignIn,
    Speaker,
    SpentProof,
    Throttle,
)

LATER = datetime(2029, 3, 9, 8, 30, tzinfo=UTC)


def make_everything() -> None:
    """Including a mail that an earlier one was merged into, a text in Cyrillic with an apostrophe, and times of day."""
    now = clock.now()
    olive = make_organiser()
    speaker = Speaker(slug="anna", name="Anna", role=texts("кансультантка з'езду"))
    seminar = make_seminar(sessions=[Session(position=1, starts=time(9, 30), title=texts("Talk"), speakers=[speaker])])
    for name in ("Ada", "Bela"):
        make_registration(seminar, replace(ADA, given_name=name))
    with write_unit():
        changes.move(db.session.merge(seminar), starts_at=LATER, actor="olive@example.org")
        first, second = db.session.query(Message).order_by(Message.id).limit(2)
        offered = {"nonce": "nonce", "made_at": now, "sent_at": now, "ends_at": now + timedelta(days=7)}
        latest = {"others_left": False, "is_latest": True}
        first.state, first.merged_into_id = MessageState.MERGED, second.id
        db.session.add_all(
            [
                PersonalFeed(email_key=ADA.email, created_at=now, changed_at=now),
                ShownTown(code="klichev", name=texts("Klichev")),
                SpentProof(signature="spent", expires_at=now + timedelta(hours=1)),
                Throttle(key="counted", span_starts_at=now, count=3),
                Group(seminar_id=seminar.id, kind=GroupKind.NETWORK, people=20, first_at=now, last_at=now),
                RoleOffer(email="bela@example.org", role=Role.VIEWER, language="be", offered_by=olive.id, **offered),
                SignIn(organiser_id=olive.id, key="kept", browser="Firefox, Windows", made_at=now, seen_at=now),
                KnownNetwork(organiser_id=olive.id, network="known", seen_at=now),
                Mailbox(key="known", answers=3, answered_at=now, acted_at=now, quiet_until=None),
                Beat(worker="first", began_at=now, at=now),
                Departure(place=1, at=now, message_id=second.id),
                JobRun(name="send_digests", began_at=now, ended_at=None),
                SenderVerdict(id=THE_ONE, ended_at=now, words="550 …", likeness="550 - no"),
                Refusal(message_id=second.id, likeness="554 - no", domain_key="0", times=1, **latest),
            ]
        )
        db.session.commit()


def all_rows(engine) -> dict[str, list]:
    """By table; values as the program reads them."""
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))]
            for table in copying.TABLES
        }
