"""What looks like a program or like hoarding. Nobody is refused for it: a form has to prove itself, and an organiser
looks.

A sign-up is suspicious
- if its form came back sooner than people type, or with an id that we never gave: its door tells that;
- from a network that signs up many people at once, though fewer forms than are refused (a hall behind one address);
- under an address into whose mailbox this network signed up many within a day. Only the network's own doing counts:
  else the answer would tell strangers what others did under an address;
- under one of many addresses of a domain that belongs to no large provider, from which nobody has ever acted.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, tuple_

from seminars.domain.errors import DomainError
from seminars.domain.guard import mailboxes, throttle
from seminars.domain.guard.throttle import Tally
from seminars.domain.people.mailboxes import mailbox, own_domain
from seminars.extensions import db
from seminars.models import ACTIVE, Registration, Seminar

TEN_MINUTES, A_DAY = timedelta(minutes=10), timedelta(days=1)
MANY_FROM_ONE_NETWORK = 60
MANY_UNDER_ONE_ADDRESS = 10
MANY_AT_ONE_DOMAIN = 30


class ProofNeeded(DomainError):
    """A program could have sent this form, and it brings no proof that holds."""


class TooManySignUps(DomainError):
    """So many came from this network in a short time that no more are taken from there now."""


def looks_odd(*, network: str, email: str, now: datetime) -> bool:
    """Whether one more sign-up from this network under this address would be one of many."""
    domain = own_domain(email)
    from_here, under_it, *at_domain = throttle.counted(*_tallies(network, email, domain), now=now)
    if from_here >= MANY_FROM_ONE_NETWORK or under_it >= MANY_UNDER_ONE_ADDRESS:
        return True
    return any(count >= MANY_AT_ONE_DOMAIN for count in at_domain) and not mailboxes.has_anybody_acted(domain)


def note_sign_up(*, network: str, email: str, people: int = 1, now: datetime) -> None:
    """Count a form and the people in it, or another address for them. Raises TooManySignUps."""
    ((most, span),) = throttle.FROM_ONE_NETWORK
    forms, *_others = throttle.count(
        Tally("sign-up", network, span), *_tallies(network, email, own_domain(email), people=people), now=now
    )
    if forms > most:
        raise TooManySignUps


def _tallies(network: str, email: str, domain: str, *, people: int = 1) -> list[Tally]:
    """People from this network, forms from it under this mailbox, and forms under this domain if it is a firm's."""
    return [
        Tally("people", network, TEN_MINUTES, people),
        Tally("sign-up under", f"{network} {mailbox(email)}", A_DAY),
        *([Tally("sign-up at", domain, A_DAY)] if domain else []),
    ]


def hoarding(seminar: Seminar) -> dict[str, int]:
    """E-mail keys under which more than MANY_UNDER_ONE_ADDRESS registrations that are still active were made within
    any 24 hours, with the largest number of them; in one query."""
    return hoarding_of([seminar.id]).get(seminar.id, {})


def hoarding_of(seminar_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """The same by seminar, in one query; a seminar without any is left out."""
    own = Registration.seminar_id.in_(seminar_ids), Registration.status.in_(ACTIVE), Registration.email_key != ""
    place = Registration.seminar_id, Registration.email_key
    many = select(*place).where(*own).group_by(*place).having(func.count() > MANY_UNDER_ONE_ADDRESS)
    moments: dict[tuple[int, str], list[datetime]] = {}
    rows = select(*place, Registration.registered_at).where(*own, tuple_(*place).in_(many))
    for seminar_id, key, at in db.session.execute(rows.order_by(Registration.registered_at)):
        moments.setdefault((seminar_id, key), []).append(at)
    found: dict[int, dict[str, int]] = {}
    for (seminar_id, key), times in sorted(moments.items()):
        number = _most_within_a_day(times)
        if number > MANY_UNDER_ONE_ADDRESS:
            found.setdefault(seminar_id, {})[key] = number
    return found


def _most_within_a_day(moments: list[datetime]) -> int:
    most = first = 0
    for last, at in enumerate(moments):
        while at - moments[first] >= A_DAY:
            first += 1
        most = max(most, last - first + 1)
    return most
