"""The link of an offered role: opening it changes nothing, since mail scanners follow links; a press takes the role."""

from flask import Blueprint, current_app, flash, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel.speaklater import LazyString
from flask_security import current_user

from seminars.database.units import database_now, write_unit
from seminars.domain.organisers.giving import role_offers
from seminars.domain.organisers.giving.refusals import (
    GiverMayNot,
    NotOpen,
    OfferOver,
    OfferReplaced,
    OfferRevoked,
    OfferTaken,
    WrongLink,
)
from seminars.domain.organisers.giving.role_offers import Taken
from seminars.domain.organisers.giving.scopes import scope_of
from seminars.extensions import db
from seminars.formats.roles.places import where
from seminars.formats.roles.words import ALLOWS, NAMES
from seminars.formats.times import zones
from seminars.i18n import chosen_language, gettext, lazy_gettext
from seminars.models import Organiser, RoleOffer
from seminars.organiser.account.sessions import begin_session, begin_session_by_link

blueprint = Blueprint("role_offers", __name__, url_prefix="/role-offers/<token>")

# (what happened, what to do)
WHY: dict[type[NotOpen], tuple[LazyString, LazyString]] = {
    WrongLink: (
        lazy_gettext("This link leads to no offer"),
        lazy_gettext("Perhaps a part of the link is missing: open it in the mail again, or copy the whole of it."),
    ),
    OfferTaken: (
        lazy_gettext("This role was taken already"),
        lazy_gettext("The link worked once. Sign in to use the role; if it was not you, tell whoever offered it."),
    ),
    OfferRevoked: (
        lazy_gettext("This offer was taken back"),
        lazy_gettext("Nothing was changed. If you expected the role, ask whoever offered it."),
    ),
    OfferReplaced: (
        lazy_gettext("There is a newer mail with this offer"),
        lazy_gettext("The offer was sent to you again, and only the link in the latest mail works."),
    ),
    OfferOver: (
        lazy_gettext("This offer has ended"),
        lazy_gettext("The role could be taken for seven days. Ask whoever offered it to send the offer again."),
    ),
    GiverMayNot: (
        lazy_gettext("This role cannot be given any more"),
        lazy_gettext("Whoever offered it may not give it now. Ask the organisers for a new offer."),
    ),
}


@blueprint.get("")
def show(token: str) -> ResponseReturnValue:
    try:
        return _page(_find(token), token)
    except NotOpen as refusal:
        return _gone(refusal)


@blueprint.post("")
def create(token: str) -> ResponseReturnValue:
    try:
        offer = _find(token)
        if _is_somebody_else(offer):
            return _page(offer, token), 409
        taken = _take(token)
    except NotOpen as refusal:
        return _gone(refusal)
    return _welcome(taken)


def _find(token: str) -> RoleOffer:
    """The page speaks like the mail that led here, or like the account that is signed in."""
    try:
        offer = role_offers.find(token, now=database_now())
    except NotOpen as refusal:
        _speak(refusal.offer)
        raise
    _speak(offer)
    return offer


def _speak(offer: RoleOffer | None) -> None:
    if current_user.is_authenticated:
        g.language = current_user.language
    elif offer:
        g.language = offer.language


def _take(token: str) -> Taken:
    with write_unit():
        taken = role_offers.take(token, now=database_now())
        _let_in(taken)
        db.session.commit()
    return taken


def _let_in(taken: Taken) -> None:
    """The link stands for a password where there is none; whoever has one, and is not signed in, types it. With other
    rights all sign-ins have ended, also the one that took them."""
    if current_user.is_authenticated:
        begin_session(taken.organiser, remember=session.permanent)
    elif taken.needs_no_password:
        begin_session_by_link(taken.organiser)


def _welcome(taken: Taken) -> ResponseReturnValue:
    said = gettext("The role is yours: %(role)s.", role=NAMES[taken.role])
    if not current_user.is_authenticated:
        flash(" ".join((said, gettext("Sign in to use it."))))
        return redirect(url_for("organiser.sign_in.new"), 303)
    flash(said)
    return redirect(url_for("organiser.today.index"), 303)


def _is_somebody_else(offer: RoleOffer) -> bool:
    return current_user.is_authenticated and current_user.email != offer.email


def _page(offer: RoleOffer, token: str) -> str:
    scope = scope_of(offer)
    return render_template(
        "organiser/role_offers/show.html",
        offer=offer,
        token=token,
        role=NAMES[offer.role],
        allows=ALLOWS[offer.role],
        place=where(scope.series, scope.seminar),
        by=db.session.get_one(Organiser, offer.offered_by).name,
        until=zones.moment(offer.ends_at, current_app.config["TIMEZONE"], chosen_language()),
        is_somebody_else=_is_somebody_else(offer),
    )


def _gone(refusal: NotOpen) -> ResponseReturnValue:
    happened, advice = WHY[type(refusal)]
    status = 404 if isinstance(refusal, WrongLink) else 410
    return render_template("organiser/role_offers/gone.html", happened=happened, advice=advice), status
