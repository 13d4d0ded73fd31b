"""What the table allows in a situation is what its page offers, and what the domain accepts then."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from factories import ADA, make_registration, make_seminar, texts
from qr_pictures import says
from sqlalchemy import update
from visitors import headline, manage_page

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain import change_log
from seminars.domain.notices import participants
from seminars.domain.registrations import addresses, answers, leaving, offers, self_service
from seminars.domain.registrations.situations import situation_of
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.formats.registration_states import STATES
from seminars.formats.registration_states.row import Act
from seminars.models import Party, Registration, Seminar, Session, Status
from seminars.models.registrations.situation import Outlook, Situation

OLIVE = "olive@example.org"
HOUR = timedelta(hours=1)
# What stands on a page that offers the act.
OFFERED_BY = {
    Act.ADD_TO_CALENDAR: '.ics"',
    Act.RECONFIRM: '/reconfirmation"',
    Act.ANSWER_OFFER: '/acceptance"',
    Act.CHANGE_ANSWERS: '/answers/edit"',
    Act.CHANGE_ADDRESS: '/address/new"',
    Act.CHANGE_LANGUAGE: '/language"',
    Act.SEND_AGAIN: '/message"',
    Act.NEW_CALENDAR_LINK: '/calendar-link"',
    Act.CANCEL: '/cancellation"',
    Act.RESTORE: '/restoration"',
    Act.DISOWN: '/disavowal"',
    Act.SEE_AGENDA: '#agenda"',
    Act.SEE_SEMINAR: '">To the seminar</a>',
    Act.SEE_REGION: "?region=",
}
# (status to be left or to be in, who ended it); each may befall somebody whatever becomes of the seminar.
OWN: dict[Situation, tuple[Status, str]] = {
    Situation.PLACE: (Status.CONFIRMED, ""),
    Situation.PENDING: (Status.PENDING, ""),
    Situation.WAITING: (Status.WAITING, ""),
    Situation.OFFERED: (Status.OFFERED, ""),
    Situation.DECLINED: (Status.DECLINED, ""),
    Situation.EXPIRED: (Status.EXPIRED, ""),
    Situation.GIVEN_BACK: (Status.CONFIRMED, "person"),
    Situation.LEFT: (Status.WAITING, "person"),
    Situation.DISOWNED: (Status.CONFIRMED, "not_me"),
    Situation.PLACE_WITHDRAWN: (Status.CONFIRMED, "organiser"),
    Situation.WITHDRAWN: (Status.PENDING, "organiser"),
}


def bring_about(own: Situation, outlook: Outlook) -> int:
    """Somebody in this situation, with all that is asked for an act besides: a place is free, an answer is wanted."""
    agenda = [Session(position=0, title=texts("Opening"))]
    ada = make_registration(make_seminar(slug=own.replace("_", "-"), sessions=agenda), ADA).id
    status, ended_by = OWN[own]
    if outlook == Outlook.COMING:
        _do(lambda: changes.move(_seminar(ada), starts_at=_seminar(ada).starts_at + HOUR, actor=OLIVE))
    _do(lambda: _put_into(ada, status))
    if ended_by:
        _do(lambda: leaving.cancel(get(ada), by=ended_by, reason="Ill"))
    if outlook == Outlook.POSTPONED:
        _do(lambda: changes.postpone(_seminar(ada), actor=OLIVE))
    if outlook == Outlook.CALLED_OFF:
        _do(lambda: changes.cancel(_seminar(ada), reason=texts("Ice"), actor=OLIVE))
    now = clock.now()
    hours = {Outlook.BEGUN: (now - HOUR, now + HOUR), Outlook.OVER: (now - 2 * HOUR, now - HOUR)}
    if outlook in hours:
        starts_at, ends_at = hours[outlook]
        _do(lambda: db.session.execute(update(Seminar).values(starts_at=starts_at, ends_at=ends_at)))
    return ada


def get(number: int) -> Registration:
    return db.session.get_one(Registration, number)


def _put_into(number: int, status: Status) -> None:
    db.session.execute(update(Registration).filter_by(id=number).values(status=status))
    if status == Status.OFFERED:
        now, party = clock.now(), update(Party).filter_by(id=get(number).party_id)
        db.session.execute(party.values(offered_at=now, offer_ends_at=now + HOUR))


def _seminar(number: int) -> Seminar:
    return get(number).seminar


def _do(act: Callable[[], Any]) -> None:
    with write_unit():
        act()
        db.session.commit()


def _change_answers(ada: Registration, now: datetime) -> None:
    assert answers.may_be_changed(ada, now=now)


def _reconfirm(ada: Registration, _now: datetime) -> None:
    leaving.reconfirm(ada, seen=change_log.last_change_id(ada.seminar) or 0)


DOES: dict[Act, list[Callable[[Registration, datetime], Any]]] = {
    Act.RECONFIRM: [_reconfirm],
    Act.ANSWER_OFFER: [lambda ada, _now: offers.accept(ada), lambda ada, _now: offers.refuse(ada)],
    Act.CHANGE_ANSWERS: [_change_answers],
    Act.CHANGE_ADDRESS: [lambda ada, now: addresses.ask_for_change(ada, "new@example.org", now=now)],
    Act.CHANGE_LANGUAGE: [lambda ada, now: self_service.change_language(ada, "pl", now=now)],
    Act.SEND_AGAIN: [lambda ada, now: participants.remind(ada, now=now)],
    Act.NEW_CALENDAR_LINK: [lambda ada, now: self_service.renew_calendar_link(ada, now=now)],
    Act.CANCEL: [lambda ada, _now: leaving.cancel(ada, by="person")],
    Act.RESTORE: [lambda ada, _now: leaving.restore(ada)],
    Act.DISOWN: [lambda ada, _now: leaving.disavow(ada)],
}


@pytest.mark.parametrize("outlook", Outlook)
def test_the_page_offers_what_its_row_allows_and_the_domain_accepts_it(app, client, outlook):
    for own in OWN:
        with app.app_context():
            ada = bring_about(own, outlook)
            state, code = STATES[situation_of(get(ada), now=clock.now())], get(ada).code
            acts = state.acts
        page = client.get(manage_page(app, ada)).text
        assert {act for act, mark in OFFERED_BY.items() if mark in page} == acts, own
        assert f"<title>{headline(page).rstrip('.')} · " in page, own
        assert (page.count("button--main"), page.count(f"<code>{code}</code>")) == (1, 1), own
        pictures = re.findall(r'aria-label="The code as a QR code">(<svg.*?</svg>)', page)
        assert [says(picture, code) for picture in pictures] == [True] * state.admits, own
        is_asked_first = Act.RECONFIRM in acts  # all of these were moved
        assert ("Show this at the entrance." in page) == (state.admits and not is_asked_first), own
        for does in [each for act in acts for each in DOES.get(act, [])]:
            with app.app_context(), write_unit():
                does(get(ada), clock.now())  # and left without a commit, for the next one
