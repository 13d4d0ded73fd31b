"""Saying that two registrations are one person's: a page that shows both and what will hold, and the press."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.errors import NotActive, TooLate
from seminars.domain.organisers.roles import Act
from seminars.domain.registrations.by_organisers import same_person
from seminars.domain.registrations.by_organisers.mended_addresses import KnownThere
from seminars.domain.registrations.by_organisers.unions import Union, find_kept, has_failed, may_be_united, union_of
from seminars.domain.seating import queue
from seminars.extensions import db
from seminars.i18n import chosen_language, gettext, language_name, lazy_gettext, moment
from seminars.models import Registration, Status
from seminars.organiser.access import get_registration
from seminars.organiser.words import organisation_kind, registration_state

blueprint = Blueprint("unions", __name__, url_prefix="/seminars/<slug>/registrations/<code>/union/<other>")

_LABELS = {
    "surname": lazy_gettext("Surname"),
    "given_name": lazy_gettext("Given name"),
    "patronymic": lazy_gettext("Patronymic"),
    "phone": lazy_gettext("Phone"),
    "organisation": lazy_gettext("Organisation"),
    "organisation_kind": lazy_gettext("Kind of organisation"),
    "position": lazy_gettext("Position"),
    "town": lazy_gettext("Town"),
    "needs": lazy_gettext("Needs"),
}
Row = tuple[str, ...]  # heading, the one that is kept, the one that ends, what holds from now on


@blueprint.get("")
def new(slug: str, code: str, other: str) -> ResponseReturnValue:
    pair = get_registration(slug, code, Act.DECIDE), get_registration(slug, other, Act.DECIDE)
    if may_be_united(*pair, now=clock.now()):
        return _page(*pair)
    kept = find_kept(pair[0]) or pair[0]
    return redirect(url_for("organiser.registrations.show", slug=slug, code=kept.code), 303)


@blueprint.post("")
def create(slug: str, code: str, other: str) -> ResponseReturnValue:
    try:
        with write_unit():
            pair = get_registration(slug, code, Act.DECIDE), get_registration(slug, other, Act.DECIDE)
            kept = same_person.unite(*pair, actor=current_user.email).code
            db.session.commit()
    except KnownThere as refusal:
        return _page(
            get_registration(slug, code, Act.DECIDE), get_registration(slug, other, Act.DECIDE), in_the_way=refusal
        ), 409
    except (NotActive, TooLate):
        flash(gettext("Nothing was changed: one of the two has ended already, or the seminar is over."), "bad")
        return redirect(url_for("organiser.registrations.show", slug=slug, code=code), 303)
    flash(gettext("These two are one person now. What holds is on its way to them by mail."))
    return redirect(url_for("organiser.registrations.show", slug=slug, code=kept), 303)


def _page(one: Registration, other: Registration, in_the_way: KnownThere | None = None) -> str:
    union = union_of(one, other)
    return render_template(
        "organiser/unions/new.html",
        seminar=one.seminar,
        registration=one,
        other=other,
        union=union,
        in_the_way=in_the_way,
        rows=[row for row in _rows(union) if any(row[1:])],
    )


def _rows(union: Union) -> list[Row]:
    pair, zone, language = (union.kept, union.given_up), union.kept.seminar.timezone, chosen_language()
    states, mails = [_state(each) for each in pair], [_mail(each) for each in pair]
    registered = [moment(each.registered_at, zone, language) for each in pair]
    spoken = [language_name(each.language) for each in (*pair, union.later)]
    return [
        (gettext("State"), *states, states[0]),
        (gettext("Code"), *(each.code for each in pair), union.kept.code),
        (gettext("E-mail"), *mails, union.address),
        *((str(label), *_said(name, union)) for name, label in _LABELS.items()),
        (gettext("Language"), *spoken),
        (gettext("Registered"), *registered, registered[0]),
    ]


def _state(registration: Registration) -> str:
    words = registration_state(registration.status)[0]
    if registration.status != Status.WAITING:
        return words
    return f"{words}, {gettext('No. %(number)s', number=queue.place_in_queue(registration.party))}"


def _mail(registration: Registration) -> str:
    address = registration.mail_address
    if address and has_failed(registration.seminar_id, address):
        return gettext("%(address)s (mail to it has failed)", address=address)
    return address


def _said(name: str, union: Union) -> list[str]:
    values = [getattr(union.kept, name), getattr(union.given_up, name), union.answers[name]]
    return [organisation_kind(value) if name == "organisation_kind" else value for value in values]
