"""What a mail says of the state that it tells of: the row of its situation, put in words."""

from dataclasses import dataclass
from typing import Any

from seminars.formats.names import beside_words
from seminars.formats.registration_states import STATES
from seminars.formats.registration_states.row import TO_OFFER, TO_REGISTRATION, Link, State
from seminars.formats.sentences import in_words
from seminars.formats.times.zones import moment
from seminars.i18n import gettext
from seminars.models import CARRIES_OTHERS, KINDS, Message, MessageKind, Registration
from seminars.models.registrations.situation import (
    Outlook,
    Situation,
    after_cancellation,
    as_planned,
    given,
    outlook_of,
)


@dataclass(frozen=True)
class Told:
    """A row in words; `others` is the row of those of the party who stay, where somebody left them."""

    state: State
    headline: str
    subject: str
    paragraphs: list[str]
    news: str
    link: Link | None
    others: State | None = None


def told(message: Message, people: list[Registration], *, had_place: bool) -> Told:
    """What the mail says; `people` are those whom it speaks of, `had_place` is what somebody who left had."""
    state = STATES[situation_told(message, had_place=had_place)]
    names = ", ".join(beside_words(each.full_name) for each in people)
    facts: dict[str, Any] = {"num": len(people), "moment": _deadline(message), "names": names}
    others = _others(message)
    if others:
        return _leaving_others(state, others, facts)
    headline = in_words(state.together if message.kind in CARRIES_OTHERS else state.mail, **facts)
    return Told(
        state=state,
        headline=headline,
        subject=(in_words(state.mail_subject) or headline).rstrip("."),
        paragraphs=_paragraphs(message, state, facts),
        news=in_words(state.news, **facts),
        link=state.mail_link,
    )


def situation_told(message: Message, *, had_place: bool) -> Situation:
    """Of the registration when it was written, not as it is now; only what repeats or follows it tells the present."""
    kind, registration = KINDS[message.kind], message.get_registration()
    if kind.tells_of_end:
        by = "organiser" if message.kind == MessageKind.CANCELLED_BY_ORGANISER else registration.cancelled_by
        return _when_written(message, after_cancellation(by, had_place=had_place))
    planned = kind.tells or as_planned(registration, had_place=had_place)
    if kind.tells_of_seminar:
        return given(planned, kind.tells_of_seminar)
    # A place that is confirmed while there is no date is one all the same.
    is_put_off = planned == Situation.PLACE and message.get_seminar().is_postponed
    return Situation.PLACE_POSTPONED if is_put_off else _when_written(message, planned)


def _when_written(message: Message, planned: Situation) -> Situation:
    """After the start nobody is told any more what to wait or to come for. That a seminar lost its date or was called
    off, other mails tell."""
    outlook = outlook_of(message.get_seminar(), now=message.created_at)
    return given(planned, outlook if outlook in (Outlook.BEGUN, Outlook.OVER) else Outlook.COMING)


def _deadline(message: Message) -> str:
    ends_at, seminar = message.get_registration().party.offer_ends_at, message.get_seminar()
    return moment(ends_at, seminar.timezone, message.language) if ends_at else ""


def _others(message: Message) -> State | None:
    others = message.get_registration().party.active_members if KINDS[message.kind].tells_of_end else []
    if not others:
        return None
    outlook = outlook_of(message.get_seminar(), now=message.created_at)
    return STATES[given(as_planned(others[0], had_place=False), outlook)]


def _leaving_others(state: State, others: State, facts: dict[str, Any]) -> Told:
    """They are named, for the mail goes to the one who writes for all of them. What people wrote stands in no subject,
    names too: it would carry whatever a stranger wants to be read."""
    return Told(
        state=state,
        headline=in_words(state.of_somebody, **facts),
        subject=gettext("One of your registrations is cancelled"),
        paragraphs=[in_words(others.of_the_others, **facts)],
        news="",
        link=TO_OFFER if others.mail_link == TO_OFFER else TO_REGISTRATION,
        others=others,
    )


def _paragraphs(message: Message, state: State, facts: dict[str, Any]) -> list[str]:
    """What stands below the headline."""
    said = []
    if message.kind == MessageKind.REPEATED:
        said.append(in_words(state.repeated))
    if message.kind == MessageKind.DECLINED:
        said += f"{gettext('Reason:')} {message.facts.get('reason', '')}".split("\n\n")
    said.append(" ".join(filter(None, (in_words(state.mail_lead, **facts), in_words(state.if_ignored)))))
    return [paragraph for paragraph in said if paragraph.strip()]
