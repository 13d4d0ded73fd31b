"""A seminar that lived through most of what the log tells of. Of Ada nothing may be left in the end."""

from dataclasses import replace
from datetime import datetime

from acts import write
from at_noon import DAY, HOUR, NOW, START, act, cancel, seminar_with, sign_up
from factories import texts

from seminars.domain.lists import exports
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import addresses, answers, approvals, offers
from seminars.domain.registrations.by_organisers import mended_addresses
from seminars.domain.seminars import changes, content, editing
from seminars.extensions import db
from seminars.models import Registration, Seminar

OLIVE, MALLORY = "olive@example.org", "mallory@example.org"
SECRETS = ("An old title", "+375 29 765-43-21", "ada@example.org", "elsewhere@example.org", "Lovelace")


def live() -> Seminar:
    """Organisers who are called so have accounts already, or no name."""
    seminar = seminar_with(2, title=texts("An old title"))
    (ada,), (ann,) = sign_up(seminar, "Lovelace"), sign_up(seminar, "Ann")
    bela, _cyd = sign_up(seminar, "Bela", "Cyd", now=NOW + HOUR)
    _edit(seminar, at=NOW + 2 * HOUR, title=texts("A new title"), capacity=4)
    act(offers.accept, bela, now=NOW + 3 * HOUR)
    _change_answers(ada)
    act(addresses.change_address, ada, "elsewhere@example.org", now=NOW + 5 * HOUR)
    _edit(seminar, at=NOW + 5 * HOUR, needs_approval=True)
    (dan,) = sign_up(seminar, "Dan", now=NOW + 6 * HOUR)
    act(approvals.approve, dan, may_exceed=True, now=NOW + 7 * HOUR)
    (eve,) = sign_up(seminar, "Eve", now=NOW + 8 * HOUR)
    act(approvals.decline, eve, reason="A secret reason", now=NOW + 9 * HOUR)
    cancel(ann, now=NOW + DAY)
    act(mended_addresses.mend, dan, "dan@example.com", now=NOW + DAY + HOUR)
    act(changes.move, seminar, starts_at=START + DAY, now=NOW + 2 * DAY)
    _take_the_list_away(seminar)
    return seminar


def _edit(seminar: Seminar, *, at: datetime, **values: object) -> None:
    stored = db.session.get_one(Seminar, seminar.id)
    wanted = replace(content.as_written(stored), **values)
    act(editing.edit_seminar, stored, version=stored.version, changes=wanted, now=at)


def _take_the_list_away(seminar: Seminar) -> None:
    taken = {"actor": MALLORY, "fmt": "xlsx", "rows": 6, "now": NOW + 3 * DAY}
    write(lambda: exports.record_export(seminar, **taken))


def _change_answers(ada: Registration) -> None:
    ada = db.session.get_one(Registration, ada.id)
    told = answers.Answers(
        person=replace(_person(ada), phone="+375 29 765-43-21"),
        companions=[],
        consents=dict.fromkeys(answers.MAY_BE_CHANGED, False),
        seen=answers.version_of(ada.party),
    )
    act(answers.change, ada, told=told, now=NOW + 4 * HOUR)


def _person(ada: Registration) -> Person:
    return Person(**{name: getattr(ada, name) for name in answers.ANSWERS}, email=ada.email)
