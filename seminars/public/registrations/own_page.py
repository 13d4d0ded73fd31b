"""The page of one's own registration: the row of the situation in words, and what can be done now."""

from datetime import datetime
from typing import Any

from flask import g, render_template, request

from seminars import clock, tokens
from seminars.domain import change_log
from seminars.domain.activity import NOT_ME
from seminars.domain.guard import mailboxes
from seminars.domain.notices import reminders
from seminars.domain.programme import listings
from seminars.domain.registrations import answers, leaving
from seminars.domain.registrations.situations import situation_of
from seminars.domain.seating import queue
from seminars.formats import qr_code
from seminars.formats.calendars.seminar_event import address
from seminars.formats.registration_states import STATES
from seminars.formats.registration_states.row import Act, State, main_act, name_of_changing
from seminars.formats.sentences import in_words
from seminars.i18n import chosen_language, gettext, moment
from seminars.models import Party, Registration
from seminars.models.registrations.situation import Situation
from seminars.public.forms import LanguageForm

NEXT_ONES = 3  # of the region, where others are shown


def show(registration: Registration, *, form: LanguageForm | None = None, refusal: str = "") -> str:
    token, seminar = tokens.manage_token(registration.id, registration.token_version), registration.seminar
    g.form_page = ("public.registrations.show", {"token": token})
    return render_template(
        "public/registrations/show.html",
        token=token,
        registration=registration,
        party=registration.party.members,
        seminar=seminar,
        address=address(seminar, chosen_language()),
        put_off=change_log.find_end_of_date(seminar),
        form=form or LanguageForm(language=registration.language),
        refusal=refusal,
        is_quiet=registration.cancelled_by == NOT_ME and mailboxes.is_quiet(registration.mail_address, now=clock.now()),
        done=request.args.get("done", ""),
        **_standing(registration, now=clock.now()),
    )


def _standing(registration: Registration, *, now: datetime) -> dict[str, Any]:
    """How things stand: the rows of all of the party by their ids, the sentences of the person's own, and the acts."""
    party = registration.party
    situations = {member.id: situation_of(member, now=now) for member in party.members}
    states = {number: STATES[situation] for number, situation in situations.items()}
    own, undo = states[registration.id], _undo(party)
    move = change_log.find_unanswered_move(registration)
    seen = _seen_in_question(registration, move, now)
    acts = _acts(registration, own, is_asked=seen is not None, undo=undo, now=now)
    return {
        "states": states,
        "state": own,
        "acts": acts,
        "main": main_act(acts),
        "changing": name_of_changing(acts),
        "qr_code": qr_code.as_svg(registration.code) if own.admits else "",
        "move": move,
        "seen": seen,
        "undo": undo,
        "next_entries": _next_ones(registration, own, now),
        "who_left": _who_left(party, states),
        **_sentences(registration, own, situations[registration.id]),
    }


def _seen_in_question(registration: Registration, move: change_log.Move | None, now: datetime) -> int | None:
    """Up to which change of the seminar those who now say that they come know it; None if nobody asks."""
    return move.change_id if move else reminders.find_question(registration, now=now)


def may_leave_by(act: Act, registration: Registration, *, now: datetime) -> bool:
    """Whether the page offers this way of leaving."""
    is_offered = act in STATES[situation_of(registration, now=now)].acts
    return is_offered and leaving.may_leave(registration, now=now)


def _next_ones(registration: Registration, state: State, now: datetime) -> list[listings.Listed]:
    if Act.SEE_REGION not in state.acts:
        return []
    return listings.coming_in_region(registration.seminar, now=now, at_most=NEXT_ONES)


def _acts(
    registration: Registration, state: State, *, is_asked: bool, undo: dict[int, bool], now: datetime
) -> set[Act]:
    """What of the row's acts is possible now: some depend on more than the situation."""
    possible = {
        Act.RECONFIRM: is_asked,
        Act.CHANGE_ANSWERS: answers.may_be_changed(registration, now=now),
        Act.NEW_CALENDAR_LINK: bool(registration.email),
        Act.RESTORE: undo.get(registration.id, False),
        Act.DISOWN: leaving.may_leave(registration, now=now),
        Act.SEE_AGENDA: bool(registration.seminar.sessions),
    }
    return {act for act in state.acts if possible.get(act, True)}


def _undo(party: Party) -> dict[int, bool]:
    """Of those whose place could be given back to them: whether it is still free, by their id."""
    back = filter(leaving.may_be_restored, party.members)
    return {each.id: leaving.are_seats_free(each) for each in back}


def _who_left(party: Party, states: dict[int, State]) -> str:
    """That somebody left whose link has led to the page of those who stay, "" if nobody did."""
    number = request.args.get("left", 0, int)
    left = next((each for each in party.members if each.id == number and not each.is_active), None)
    if left is None:
        return ""
    return _joined(in_words(states[left.id].of_somebody, names=left.full_name), _reason(left))


def _sentences(registration: Registration, state: State, situation: Situation) -> dict[str, Any]:
    """Headline and lead, and of how many people the headline speaks."""
    party = registration.party
    alike = sum(member.status == registration.status for member in party.members)
    facts = {
        "num": alike,
        "number": queue.place_in_queue(party) if situation == Situation.WAITING else 0,
        "moment": _moment(registration, registration.cancelled_at or party.offer_ends_at),
    }
    reason = _reason(registration) if state.reason == "of its end" else ""
    return {
        "headline": in_words(state.headline, **facts),
        "lead": _joined(in_words(state.lead, **facts), reason),
        "alike": alike,
    }


def _reason(registration: Registration) -> str:
    return f"{gettext('Reason:')} {registration.cancel_reason}" if registration.cancel_reason else ""


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _moment(registration: Registration, instant: datetime | None) -> str:
    return moment(instant, registration.seminar.timezone, chosen_language()) if instant else ""
