"""People in every situation that a page of their own speaks of, and the receipts of those who signed up."""

import time
from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

from acts import OLIVE, act, write
from factories import make_registration
from itsdangerous import TimestampSigner
from seminars_to_show import DAY, REASON, get, make_like, somebody
from sqlalchemy import func, select, update
from standing import NOW

from seminars import tokens
from seminars.domain.people.sign_up import WhenShort
from seminars.domain.registrations import approvals, leaving, offers, situations
from seminars.domain.registrations.by_organisers import same_person
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Party, Registration, Seminar, Submission
from seminars.models.registrations.situation import Outlook

HOUR = timedelta(hours=1)
OUTLOOKS: dict[Outlook, Callable[[Seminar], None]] = {
    Outlook.COMING: lambda seminar: None,
    Outlook.BEGUN: lambda seminar: _let_start(seminar, NOW - HOUR),
    Outlook.OVER: lambda seminar: _let_start(seminar, NOW - 3 * DAY),
    Outlook.POSTPONED: lambda seminar: act(changes.postpone, seminar, reason=REASON),
    Outlook.CALLED_OFF: lambda seminar: act(changes.cancel, seminar, reason=REASON),
}


def make_people() -> dict[str, Registration]:
    """By the situation in which each stands."""
    found: dict[str, Registration] = {}
    for outlook, becomes in OUTLOOKS.items():
        slugs = [f"{outlook.replace('_', '-')}-{kind}" for kind in ("hall", "queue", "choice")]
        people = [*_of_a_hall(slugs[0]), *_of_a_queue(slugs[1]), *_of_approval(slugs[2])]
        for slug in slugs:
            becomes(get(slug=slug))
        for number in people:
            registration = db.session.get_one(Registration, number)
            found.setdefault(situations.situation_of(registration, now=NOW).value, registration)
    return found


def _let_start(seminar: Seminar, starts_at) -> None:
    values = {"starts_at": starts_at, "ends_at": starts_at + 5 * HOUR}
    write(lambda: db.session.execute(update(Seminar).where(Seminar.id == seminar.id).values(values)))


def _of_a_hall(slug: str) -> list[int]:
    seminar = make_like(2, slug, capacity=20)
    people = [sign_up(seminar) for _ in range(3)]
    act(leaving.disavow, people[1])
    act(leaving.cancel, people[2], by="organiser", reason=REASON["be"])
    return people


def _of_a_queue(slug: str) -> list[int]:
    """Two places, so many people, and time enough for offers to go round until one has ended for good."""
    seminar = make_like(3, slug, capacity=2)
    people = [sign_up(seminar) for _ in range(7)]
    left, _stays, _expires, _is_offered, waits, double, withdrawn = people
    write(lambda: same_person.unite(_get(waits), _get(double), actor=OLIVE))
    act(leaving.cancel, withdrawn, by="organiser")
    act(leaving.cancel, left, by="person")
    for _ in range(4):
        write(lambda: _let_the_offer_end(seminar.id))
    return people


def _let_the_offer_end(seminar_id: int) -> None:
    ended = update(Party).where(Party.seminar_id == seminar_id, Party.offer_ends_at.is_not(None))
    db.session.execute(ended.values(offer_ends_at=NOW))
    offers.lapse_offers(db.session.get_one(Seminar, seminar_id))


def _of_approval(slug: str) -> list[int]:
    seminar = make_like(4, slug, capacity=20, needs_approval=True)
    people = [sign_up(seminar) for _ in range(4)]
    write(lambda: approvals.decline(_get(people[1]), reason=REASON["be"], actor=OLIVE))
    act(leaving.cancel, people[2], by="person")
    act(leaving.cancel, people[3], by="organiser", reason=REASON["be"])
    return people


def make_parties() -> dict[str, Registration]:
    """People who came together, and somebody who is asked whether they still come."""
    seminar = make_like(5, "parties", capacity=6)
    together = sign_up(seminar, companions=(somebody(), somebody(), somebody()))
    split = sign_up(seminar, companions=(somebody(), somebody()), when_short=WhenShort.SPLIT)
    no_queue = make_like(0, "parties-without-queue", capacity=2, queue_closed=True)
    stay_out = sign_up(no_queue, companions=(somebody(), somebody()), when_short=WhenShort.SPLIT)
    moved = make_like(1, "asked-again")
    asked = sign_up(moved)
    act(changes.move, get(slug="asked-again"), starts_at=moved.starts_at + 5 * DAY, reason=REASON)
    offered = make_like(2, "one-place-offered", capacity=1)
    first, then = sign_up(offered), sign_up(offered)
    act(leaving.cancel, first, by="person")
    made = {"together": together, "split": split, "stay-out": stay_out, "asked": asked, "offered": then}
    return {name: _get(number) for name, number in made.items()}


def sign_up(seminar: Seminar, **values) -> int:
    return make_registration(get(slug=seminar.slug), somebody(), **{"language": "be", **values}).id


def own_page(registration: Registration) -> str:
    return f"registrations/{tokens.manage_token(registration.id, registration.token_version)}"


def receipt(registration: Registration, *, is_expired: bool = False) -> str:
    # A registration that was united with another one has the forms of both.
    number = db.session.scalar(select(func.min(Submission.id)).where(Submission.registration_id == registration.id))
    long_ago = int(time.time()) - 2 * 3600 * is_expired
    with patch.object(TimestampSigner, "get_timestamp", lambda _signer: long_ago):
        return f"registrations/received/{tokens.timed_token('receipt', number)}"


def _get(number: int) -> Registration:
    return db.session.get_one(Registration, number)
