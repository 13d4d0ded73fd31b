"""What must hold after a rush, and the figures."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from statistics import quantiles

from flask import Flask
from rush_crowd import Course
from rush_people import MOST_TRIES, PAGE, Person
from rush_site import SLUG, Site
from rush_told import told
from sqlalchemy import func, select

from seminars import clock
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.formats.seat_steps import Places, Waiting, places_left, step, waiting_list
from seminars.models import Party, Registration, Seminar, Status, Submission

LONGEST_TRY = 3.0  # seconds; 99 of 100 tries must be answered within


@dataclass(frozen=True)
class Findings:
    """`figures` to print by name, and a line for each thing that does not hold."""

    figures: dict[str, str]
    problems: list[str]
    course: Course


def look(site: Site, course: Course, *, seats: int, limit: float) -> Findings:
    figures = _figures(course, limit=limit)
    if course.beginning is not None:
        written, sent = told(site.app)
        figures["a move meanwhile"] = f"{course.beginning:.3f} s; {written:,} mails written, {sent:,} of them sent"
    return Findings(figures, [*_problems(site, course, seats=seats), *_slow(course)], course)


def _problems(site: Site, course: Course, *, seats: int) -> list[str]:
    with site.app.app_context():
        return [
            *_troubles(course),
            *_wrong_places(len(course.people), seats),
            *_broken_words(course.people),
            *_wrong_page(site.app, len(course.people), seats),
            *(f"{each.invariant}: {each.what}" for each in find_violations(now=clock.now())[:10]),
        ]


def _troubles(course: Course) -> Iterator[str]:
    troubles = [f"person {person.number}: {person.trouble}" for person in course.people if person.trouble]
    yield from troubles[:10]
    if len(troubles) > 10:
        yield f"and {len(troubles) - 10} more people like these"
    bad = Counter(status for status, _seconds in course.reads if status != HTTPStatus.OK)
    if bad or not course.reads:
        yield f"of {len(course.reads)} pages that were read, some were answered {dict(bad)}"


def _wrong_places(people: int, seats: int) -> Iterator[str]:
    """Exactly so many have a place; the others wait, in the order of the numbers that were given under the lock."""
    of_seminar = select(Registration.status, Party.queue_no).join(Party).where(Registration.seminar_id == _seminar_id())
    rows = db.session.execute(of_seminar.order_by(Registration.id)).all()
    placed = min(people, seats)
    if [row.status for row in rows] != [Status.CONFIRMED] * placed + [Status.WAITING] * (people - placed):
        yield f"{seats} places, {people} people, but in the order in which they were stored: {_runs(rows)}"
    numbers = [row.queue_no for row in rows]
    if numbers != sorted(set(numbers)):
        yield "the numbers in the queue are not unique, or not in the order in which people were stored"


def _seminar_id() -> int:
    return db.session.execute(select(Seminar.id).filter_by(slug=SLUG)).scalar_one()


def _runs(rows: list) -> dict[str, int]:
    return dict(Counter(row.status.value for row in rows))


def _broken_words(people: list[Person]) -> Iterator[str]:
    """Those who were told something are stored once, and as they were told (I12)."""
    people_of_it = select(Registration.email, Registration.status).where(Registration.seminar_id == _seminar_id())
    stored = Counter(db.session.execute(people_of_it).all())
    told = Counter((person.email, Status(person.told)) for person in people if person.told)
    if told - stored:
        yield f"{(told - stored).total()} people were told what is not so, such as {_first(told - stored)}"
    if stored - told:
        yield f"{(stored - told).total()} registrations that nobody was told of, such as {_first(stored - told)}"
    forms = db.session.scalar(select(func.count()).select_from(Submission).where(Submission.created))
    if forms != told.total():
        yield f"{forms} forms are stored, and {told.total()} were accepted"


def _first(counted: Counter) -> tuple[str, str]:
    email, status = next(iter(counted))
    return email, status.value


def _wrong_page(app: Flask, people: int, seats: int) -> Iterator[str]:
    """The seminar's page shows the step of what the checks count (I14)."""
    places, waiting = step(Places, max(0, seats - people)), step(Waiting, max(0, people - seats))
    expected = places_left(places, capacity=seats) if places else waiting_list(waiting)
    answer = app.test_client().get(PAGE, base_url=app.config["PUBLIC_BASE_URL"])
    if answer.status_code != HTTPStatus.OK or expected not in answer.text:
        yield f"the seminar's page, answered {answer.status_code}, does not say {expected!r}"


def _figures(course: Course, *, limit: float) -> dict[str, str]:
    """What to print, by name."""
    people = [person for person in course.people if person.told]
    tries = [seconds for person in course.people for seconds in person.tries]
    if len(people) < 2:
        return {"people with a receipt": str(len(people))}
    began_at = min(person.pressed_at for person in people)
    took = max(person.pressed_at + person.answered_seconds for person in people) - began_at
    most, late = max(len(person.tries) for person in people), sum(person.statuses.count(503) for person in people)
    rate = len(people) / took
    return {
        "form (GET)": _spread([person.form_seconds for person in people]),
        "one try (POST)": _spread(tries),
        "first press to receipt": _spread([person.answered_seconds for person in people]),
        "pages for readers": _spread([seconds for _status, seconds in course.reads]),
        "sent away with 503": f"{late:,} times; the most that one person needed: {most} tries (bound {MOST_TRIES})",
        "sign-ups": f"{rate:,.0f} /s in {took:,.1f} s, {1000 * course.cpu_seconds / len(people):.1f} ms of CPU each",
        "the database alone": f"{limit:,.0f} /s with the same rows; the site does {rate / limit:.1%} of it",
    }


def _spread(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return f"{len(seconds)} measured"
    cuts = quantiles(seconds, n=100, method="inclusive")
    return f"p50 {cuts[49]:7.3f}  p95 {cuts[94]:7.3f}  p99 {cuts[98]:7.3f}  max {max(seconds):7.3f} s"


def _slow(course: Course) -> Iterator[str]:
    tries = [seconds for person in course.people for seconds in person.tries]
    if len(tries) > 1 and (late := quantiles(tries, n=100, method="inclusive")[98]) >= LONGEST_TRY:
        yield f"of 100 tries one took {late:.1f} s or more"
