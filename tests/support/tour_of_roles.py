"""A tour with somebody for each role, wherever it may be held, and in each of its seminars what there is to decide."""

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from acts import act, let_mails_fail, sign_up, tell_everybody, write
from factories import ADA, NO_CONSENT, make_organiser, make_registration, make_seminar, make_series, texts
from older_keys import older_program
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from seminars import clock
from seminars.domain.organisers.giving import role_offers
from seminars.domain.organisers.giving.scopes import Scope
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import approvals
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import (
    Change,
    ConsentKind,
    Membership,
    Message,
    MessageState,
    Organiser,
    Registration,
    Role,
    RoleOffer,
    Seminar,
    SignIn,
)

# The second is of the same series as Klichev, the third is not.
KLICHEV, NEIGHBOUR, ELSEWHERE = SLUGS = ("klichev", "neighbour", "elsewhere")
SCOPES = ("installation", "series", "seminar")  # that of Klichev, and Klichev
NOTE = "does not like to be called"
ADAS = {slug: replace(ADA, email=f"ada@{slug}.example.org") for slug in SLUGS}
SURNAME = ADA.surname
TITLES = {slug: f"The quiet mills of {slug}" for slug in SLUGS}
FORMER, ENDED = "former@example.org", "ended@example.org"  # whose role has ended, and whose account has


@dataclass(frozen=True)
class Held:
    """Somebody with one role."""

    role: Role
    scope: str

    @property
    def email(self) -> str:
        return f"{self.role}.{self.scope}@example.org"

    @property
    def name(self) -> str:
        return f"{self.role.capitalize()} of the {self.scope}"


EVERYBODY = [Held(role, scope) for role, scope in product(Role, SCOPES)]
MIXED = "mixed@example.org"  # owns Klichev, and looks on in the rest of its series


class Asker:
    """A visitor's browser, and the token that protects what it sends; to ask for a new one each time takes long."""

    def __init__(self, visitor: Any, email: str = "") -> None:
        self.visitor, self.email, self.token = visitor, email, visitor.token()

    def ask(self, method: str, address: str) -> TestResponse:
        if method == "GET":
            return self.visitor.get(address)
        return self.visitor.client.post(address, data={"csrf_token": self.token})


def make_tour() -> dict[str, dict[str, str | int]]:
    """By seminar, what stands in addresses about it: its slug, codes of people, numbers of a message and a change. Call
    it inside `app.app_context()`."""
    ours, other = make_series(), make_series(slug="other")
    for slug in SLUGS:
        _make_seminar(slug, other.id if slug == ELSEWHERE else ours.id)
    _make_queue(_find(KLICHEV))
    klichev = _find(KLICHEV)
    places = {"installation": {}, "series": {"series_id": klichev.series_id}, "seminar": {"seminar_id": klichev.id}}
    for each in EVERYBODY:
        _make(each.email, Membership(role=each.role, **places[each.scope]), name=each.name)
    _make(MIXED, Membership(role=Role.OWNER, **places["seminar"]), Membership(role=Role.VIEWER, **places["series"]))
    _make(FORMER, Membership(role=Role.OWNER, ended_at=clock.now()))
    _make(ENDED, Membership(role=Role.OWNER))
    for slug in SLUGS:
        _make_helper(_find(slug))
    return {slug: _parts(_find(slug)) for slug in SLUGS}


def _make_helper(seminar: Seminar) -> None:
    """Somebody who looks on at this one, and somebody to whom that is offered."""
    _make(_helper(seminar), Membership(role=Role.VIEWER, seminar_id=seminar.id))
    owner, scope = _account(Held(Role.OWNER, "installation").email), Scope(seminar=seminar)
    offered = {"to": f"offered.{seminar.slug}@example.org", "scope": scope, "language": "en"}
    write(lambda: role_offers.offer(Role.VIEWER, **offered, by=owner, now=clock.now()))


def _helper(seminar: Seminar) -> str:
    return f"helper.{seminar.slug}@example.org"


def _account(email: str) -> Organiser:
    return db.session.scalars(select(Organiser).filter_by(email=email)).one()


def _make(email: str, *memberships: Membership, **values: str) -> None:
    organiser = make_organiser(email, is_owner=False, **values).id
    for each in memberships:
        each.organiser_id = organiser
    write(lambda: db.session.add_all(memberships))


def _make_seminar(slug: str, series_id: int) -> None:
    """Two people, of whom one has no address, have to be told of a move; the mails to the other do not arrive."""
    seminar = make_seminar(slug=slug, series_id=series_id, title=texts(TITLES[slug]), capacity=4)
    agreed = {**NO_CONSENT, ConsentKind.SHARING: True}
    for person in (ADAS[slug], replace(ADAS[slug], given_name="Bela"), Person(surname="Aga", given_name="A")):
        make_registration(seminar, person, consents=agreed)
    write(lambda: db.session.execute(update(Registration).values(note=NOTE)))
    act(changes.move, seminar, starts_at=seminar.starts_at.replace(minute=30), ends_at=seminar.ends_at)
    let_mails_fail(ADAS[slug].email)


def _make_queue(seminar: Seminar) -> None:
    """One person more waits, one awaits approval, two are perhaps one, and a mail is held back."""
    with older_program():
        sign_up(seminar, "Łukaszewicz")
    same = Person(surname="Lukaszewicz", given_name="A", email="łukaszewicz@example.org")
    make_registration(seminar, same)
    write(lambda: db.session.execute(update(Seminar).values(needs_approval=True)))
    waits, _pending = (sign_up(seminar, name)[0] for name in ("Waits", "Pending"))
    act(approvals.approve, waits)
    held = update(Message).where(Message.registration_id == waits.id).values(state=MessageState.HELD)
    write(lambda: db.session.execute(held))
    tell_everybody()


def _find(slug: str) -> Seminar:
    return db.session.scalars(select(Seminar).filter_by(slug=slug)).one()


def _parts(seminar: Seminar) -> dict[str, str | int]:
    people = select(Registration).filter_by(seminar_id=seminar.id).order_by(Registration.id)
    ada, bela, *_others = db.session.scalars(people)
    message = select(Message.id).filter_by(registration_id=ada.id).limit(1)
    change = db.session.scalars(select(Change.id).filter_by(seminar_id=seminar.id).limit(1)).one()
    helper = _account(_helper(seminar))
    sign_in = SignIn(organiser_id=helper.id, key=seminar.slug, made_at=clock.now(), seen_at=clock.now())
    write(lambda: db.session.add(sign_in))
    return {
        "slug": seminar.slug,
        "code": ada.code,
        "other": bela.code,
        "organiser.messages number": db.session.scalars(message).one(),
        "organiser.told_by_hand number": change,
        "organiser.changes number": change,
        "organiser.sign_ins number": sign_in.id,
        "organiser.team_accounts number": helper.id,
        "organiser.team_roles number": helper.memberships[0].id,
        "organiser.team_offers number": db.session.scalars(select(RoleOffer.id).filter_by(seminar_id=seminar.id)).one(),
        "extension": "csv",
    }
