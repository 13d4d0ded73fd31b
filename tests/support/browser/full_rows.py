"""One row of every kind that a page can show, with words that run long."""

from dataclasses import replace
from datetime import time, timedelta

from factories import ADA, make_organiser, make_registration, make_seminar, make_series

from seminars import clock, tokens
from seminars.database.units import write_unit
from seminars.domain.notices import by_hand, telling
from seminars.domain.organisers import accounts
from seminars.domain.organisers.giving import role_offers
from seminars.domain.organisers.giving.scopes import Scope
from seminars.domain.people.sign_up import Person
from seminars.domain.privacy import erasure
from seminars.domain.programme import personal_feeds
from seminars.domain.registrations import leaving
from seminars.domain.seminars import changes
from seminars.domain.seminars.content import VenueText
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.models import (
    Message,
    MessageState,
    Organiser,
    Registration,
    Role,
    RoleOffer,
    Seminar,
    SeminarStatus,
    Session,
    Speaker,
)

LONG = Texts(
    be="Канкурэнтаздольнасць сельскагаспадарчых машынабудаўнічых прадпрыемстваў і агапрамысловых кластараў",
    ru="Конкурентоспособность сельскохозяйственных машиностроительных предприятий и агропромышленных кластеров",
    pl="Najkonkurencyjniejsze przedsiębiorstwa rolniczo-przemysłowe i międzywojewódzkie klastry maszynowe",
    en="Competitiveness of agricultural engineering enterprises and of agro-industrial clusters",
)
PARAGRAPHS = Texts({code: f"{text}.\n\n{text}, {text}." for code, text in LONG.items()})
LONG_PERSON = Person(
    surname="Вішнеўская-Пятроўская-Багдановіч",
    given_name="Святлана-Аляксандра",
    patronymic="Канстанцінаўна",
    email="sviatlana.alaksandra.vishneuskaja-piatrouskaja@example.org",
    phone="+375 29 123-45-67",
    organisation="Бабруйскі машынабудаўнічы завод сельскагаспадарчых прыстасаванняў",
    position="Намесніца генеральнага дырэктара",
    town="Клічаў",
    needs="Пандус.\nПераклад на жэставую мову.",
)
SLUGS = (
    "klichev",
    "full",
    "cancelled",
    "postponed",
    "closed",
    "over",
    "hours-unknown",
    "host-event",
    "only-in-russian",
)


def make_full_rows(language: str = "be") -> None:
    """Seminars in every state, people in both, messages in every state, an organiser who may see it all."""
    make_series(name=LONG, organisation=LONG, notice=PARAGRAPHS)
    _make_seminars()
    _make_people()
    olive = make_organiser("olive.with.a.rather.long.address@seminars.example.org", language=language)
    _make_helpers(olive, language)


def _make_helpers(olive: Organiser, language: str) -> None:
    """Somebody who helps with one seminar, and another one who is asked to."""
    scope, now = Scope(seminar=get_seminar("klichev")), clock.now()
    with write_unit():
        by = db.session.get_one(Organiser, olive.id)
        taken, _open = (
            role_offers.offer(role, to=email, scope=scope, language=language, by=by, now=now)
            for role, email in ((Role.HOST, LONG_PERSON.email), (Role.VIEWER, f"z.{LONG_PERSON.email}"))
        )
        role_offers.take(tokens.role_offer_token(taken.id, taken.nonce), now=now)
        db.session.commit()


def new_role_offer() -> str:
    """The token of the offer that can be taken."""
    (offer,) = db.session.query(RoleOffer).filter_by(taken_at=None)
    return tokens.role_offer_token(offer.id, offer.nonce)


def _make_seminars() -> None:
    now = clock.now().replace(microsecond=0)
    midnight = (now + timedelta(days=30)).replace(hour=21, minute=0, second=0)
    last_month = {"starts_at": now - timedelta(days=30)}
    kinds = {
        "klichev": {"town_code": "klichev", "sessions": _agenda(), "registration_closes_at": now + timedelta(days=20)},
        "full": {"town_code": "novopolotsk", "capacity": 1},
        "cancelled": {
            "town_code": "gomel",
            "status": SeminarStatus.CANCELLED,
            "cancelled_at": now,
            "cancel_reason": LONG,
        },
        "postponed": {"town_code": "pinsk", "postponed_at": now},
        "closed": {"town_code": "grodno", "registration_closes_at": now - timedelta(days=1)},
        "over": {"town_code": "mogilev", "recap": PARAGRAPHS, **last_month},
        "hours-unknown": {
            "hours_known": False,
            "starts_at": midnight,
            "ends_at": midnight + timedelta(days=2),
            "venue": None,
        },
        "host-event": {
            "registration_mode": "both",
            "host_event_name": LONG,
            "host_event_dates": LONG,
            "host_event_url": "https://example.org/",
        },
        "only-in-russian": {"title": Texts(ru=LONG["ru"]), "description": Texts(ru=PARAGRAPHS["ru"])},
        "removed": {"town_code": "klichev"},
        "draft": {"status": SeminarStatus.DRAFT, "published_at": None},
    }
    texts = {"title": LONG, "description": PARAGRAPHS, "host": LONG, "language_note": LONG}
    for slug, values in kinds.items():
        make_seminar(**{"slug": slug, **texts, **values})


def _agenda() -> list[Session]:
    speakers = [
        Speaker(slug=f"speaker-{number}", name=f"{LONG_PERSON.given_name} {LONG_PERSON.surname}", role=LONG)
        for number in range(2)
    ]
    return [
        Session(position=place, starts=time(9 + place), title=LONG, description=LONG, speakers=speakers)
        for place in range(3)
    ]


def _make_people() -> None:
    klichev, full = get_seminar("klichev"), get_seminar("full")
    for number in range(12):
        make_registration(klichev, Person(**{**LONG_PERSON.__dict__, "email": f"{number}.{LONG_PERSON.email}"}))
    make_registration(full, ADA, language="be")
    for name in ("Ганна", "Марыя"):
        make_registration(full, replace(LONG_PERSON, given_name=name, email=""))
    left = make_registration(klichev, ADA)
    of_old = make_registration(
        get_seminar("removed"), Person(**{**LONG_PERSON.__dict__, "organisation_kind": "school"})
    )
    with write_unit():
        erasure.erase(db.session.get_one(Registration, of_old.id))
        leaving.cancel(db.session.get_one(Registration, left.id), by="organiser", reason=LONG["be"])
        personal_feeds.get_or_create(ADA.email, now=clock.now())
        _move(full)
        _spread_states()
        db.session.commit()


def _move(seminar: Seminar) -> None:
    """A log with everything that can stand in it; the people are asked whether they still come."""
    held, olive = db.session.get_one(Seminar, seminar.id), "olive@example.org"
    venue = VenueText(name=LONG, address=LONG)
    changes.move(held, starts_at=held.starts_at + timedelta(days=1), venue=venue, reason=LONG, actor=olive)
    telling.go_on(held)
    changes.postpone(held, reason=PARAGRAPHS, actor=olive)
    telling.go_on(held)
    changes.move(held, starts_at=held.starts_at + timedelta(days=1), actor=olive)
    telling.go_on(held)
    called = db.session.query(Registration).filter_by(seminar_id=held.id, given_name="Ганна").one()
    by_hand.note(held, by_hand.find_change(held), told=[called.code], untold=[], actor=olive)


def _spread_states() -> None:
    states = list(MessageState)
    for number, message in enumerate(db.session.query(Message).order_by(Message.id)):
        message.state = states[number % len(states)]
        message.last_error = "SMTPRecipientsRefused: 550 5.1.1 no such mailbox" if message.state == "failed" else ""
        # So the worker of the test leaves them as they are.
        message.due_at = message.lease_until = message.due_at + timedelta(days=1)


def get_seminar(slug: str) -> Seminar:
    return db.session.query(Seminar).filter_by(slug=slug).one()


def new_sign_in_link() -> str:
    """The token of a link with which the organiser gets in."""
    with write_unit():
        token = accounts.new_sign_in_link(db.session.query(Organiser).order_by(Organiser.id).limit(1).one())
        db.session.commit()
    return token
