"""Messages about the organiser's seminars, what became of them, and one of them to read, to send again, or, when a
restore holds it back, to decide about."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from seminars.database.units import database_now, write_unit
from seminars.domain.errors import NotSendable
from seminars.domain.lists import search
from seminars.domain.organisers import memberships
from seminars.domain.organisers.roles import Act
from seminars.domain.outbox import failed, held
from seminars.domain.outbox import messages as verbs
from seminars.extensions import db
from seminars.i18n import gettext, ngettext
from seminars.mail.sending.refusals import verdicts
from seminars.models import Message, MessageState
from seminars.organiser import columns, kept_mail
from seminars.organiser.access import get_message, page_number, require_anywhere

MOST = 2**31 - 1

blueprint = Blueprint("messages", __name__, url_prefix="/messages")


@blueprint.get("")
def index() -> ResponseReturnValue:
    require_anywhere(Act.PEOPLE)
    mine, theirs_to_decide = (memberships.messages_of(current_user, act) for act in (Act.PEOPLE, Act.DECIDE))
    return render_template(
        "organiser/messages/index.html",
        held=verbs.counts_by_state(theirs_to_decide).get(MessageState.HELD, 0),
        put_off=failed.count_put_off(theirs_to_decide, now=database_now()),
        held_tellings=held.count_tellings(memberships.seminars_of(current_user, Act.DECIDE)),
        **listed(mine, theirs_to_decide),
    )


def listed(theirs: Select[Message], theirs_to_decide: Select[Message], *, tells_seminar: bool = True) -> dict[str, Any]:
    """What a list of messages shows: a page of those in the state that was chosen, and how many are in each."""
    state = request.args.get("state", "")
    state = state if state in list(MessageState) else ""
    found = (theirs.where(Message.state == MessageState(state)) if state else theirs).order_by(Message.id.desc())
    whole = found.options(joinedload(Message.seminar), joinedload(Message.registration), selectinload(Message.change))
    page = search.page(whole, number=page_number(request.args.get("page", "")))
    return {
        "page": page,
        "columns": columns.of_messages(page.rows, tells_seminar=tells_seminar),
        "counts": verbs.counts_by_state(theirs),
        "failed": failed.count(theirs_to_decide),
        "chosen": state,
        "states": MessageState,
    }


@blueprint.get(f"/<int(max={MOST}):number>")
def show(number: int) -> ResponseReturnValue:
    message = get_message(number, Act.PEOPLE)
    return render_template(
        "organiser/messages/show.html",
        message=message,
        mail=kept_mail.find(message),
        is_sendable=verbs.is_sendable(message),
    )


@blueprint.post(f"/<int(max={MOST}):number>/repetition")
def send_again(number: int) -> ResponseReturnValue:
    try:
        with write_unit():
            verbs.send_again(get_message(number, Act.DECIDE), actor=current_user.email)
            db.session.commit()
        flash(gettext("The message will be sent again in a moment."))
    except NotSendable:
        flash(gettext("Not sent: it is on its way already, or what it says is no longer true."), "bad")
    message = get_message(number, Act.DECIDE)
    registration, seminar = message.registration, message.seminar
    if registration is None:
        return redirect(url_for("organiser.seminar_messages.index", slug=seminar.slug), 303)
    return redirect(url_for("organiser.registrations.show", slug=seminar.slug, code=registration.code), 303)


@blueprint.post("/repetition")
def send_failed_again() -> ResponseReturnValue:
    with write_unit():
        number = failed.send_again(_all_of_them(), actor=current_user.email, now=database_now())
        db.session.commit()
    say_how_many_again(number)
    return redirect(url_for("organiser.messages.index"), 303)


def say_how_many_again(number: int) -> None:
    words = ngettext(
        "%(num)d message will be sent again in a moment.", "%(num)d messages will be sent again in a moment.", number
    )
    flash(words if number else gettext("Nothing was changed: no failed message is left here."))


@blueprint.post("/tries")
def try_now() -> ResponseReturnValue:
    """What is put off is tried now if it is theirs; a mail server that refuses all is asked for everybody."""
    with write_unit():
        verdict = verdicts.standing()
        number = failed.try_now(_all_of_them(), now=database_now())
        db.session.commit()
    if verdict:
        flash(gettext("We are trying one message now. Once it leaves, the others follow; look again in a minute."))
    elif number:
        flash(ngettext("We are trying %(num)d message now.", "We are trying %(num)d messages now.", number))
    else:
        flash(gettext("Nothing was changed: no message is waiting for another try."))
    return redirect(url_for("organiser.messages.index"), 303)


@blueprint.post("/release")
def release_all() -> ResponseReturnValue:
    return _decided(release=True)


@blueprint.post("/disposal")
def discard_all() -> ResponseReturnValue:
    return _decided(release=False)


@blueprint.post(f"/<int(max={MOST}):number>/release")
def release(number: int) -> ResponseReturnValue:
    return _decided(number, release=True)


@blueprint.post(f"/<int(max={MOST}):number>/disposal")
def discard(number: int) -> ResponseReturnValue:
    return _decided(number, release=False)


def _decided(number: int | None = None, *, release: bool) -> ResponseReturnValue:
    """Send or drop one message that is held back, or all of the organiser's."""
    with write_unit():
        decide = held.release if release else held.discard
        # They lock the seats, which comes before the rows of messages, so that nobody waits in a circle.
        tellings = 0 if number else _decided_tellings(release=release)
        decided = decide(_wanted(number), actor=current_user.email, now=database_now())
        db.session.commit()
    _say_what_was_decided(decided, tellings, release=release)
    if number is None:
        return redirect(url_for("organiser.messages.index"), 303)
    return redirect(url_for("organiser.messages.show", number=number), 303)


def _say_what_was_decided(mails: int, tellings: int, *, release: bool) -> None:
    if tellings and release:
        flash(gettext("We are writing to those who have not been told of a change yet."))
    elif tellings:
        flash(gettext("Those who have not been told of a change yet will not be written to."))
    if not mails and not tellings:
        flash(gettext("Nothing was changed: no message is held back here any more."))
    elif mails and release:
        flash(
            ngettext("%(num)d message will be sent in a moment.", "%(num)d messages will be sent in a moment.", mails)
        )
    elif mails:
        flash(ngettext("%(num)d message will not be sent.", "%(num)d messages will not be sent.", mails))


def _decided_tellings(*, release: bool) -> int:
    decide = held.release_tellings if release else held.discard_tellings
    return decide(memberships.seminars_of(current_user, Act.DECIDE), actor=current_user.email, now=database_now())


def _wanted(number: int | None) -> Select[tuple[Message]]:
    if number is None:
        return _all_of_them()
    return select(Message).where(Message.id == get_message(number, Act.DECIDE).id)


def _all_of_them() -> Select[tuple[Message]]:
    require_anywhere(Act.DECIDE)
    return memberships.messages_of(current_user, Act.DECIDE)
