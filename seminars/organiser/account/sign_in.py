"""Signing in with address and password."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import login_user

from seminars import clock
from seminars.database.gate import Busy
from seminars.database.units import database_now, write_unit
from seminars.domain.guard.spent_proofs import ProofSpent
from seminars.domain.guard.suspicion import ProofNeeded
from seminars.domain.organisers import accounts, sign_ins
from seminars.domain.organisers.sign_ins import TooManyTries, Try
from seminars.domain.people import identity
from seminars.extensions import db
from seminars.i18n import gettext, ngettext
from seminars.models import Organiser
from seminars.organiser.account import known_browsers
from seminars.organiser.forms import SignInForm
from seminars.web import passwords
from seminars.web.forms import proofs
from seminars.web.networks import visitors_network
from seminars.web.protection.given_back import gives_back_its_form

blueprint = Blueprint("sign_in", __name__, url_prefix="/sign-in")

FRESH = 900  # seconds after a sign-in link was used
_CAME_BY_LINK_AT = "came_by_link_at"


class WrongPassword(Exception):
    """Or there is no account with this address, or it is closed."""


@blueprint.get("")
def new() -> ResponseReturnValue:
    return _page(SignInForm())


@blueprint.post("")
@gives_back_its_form
def create() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return _page(form), 422
    try:
        organiser = _let_in(form)
    except (passwords.AllPlacesTaken, Busy) as refusal:
        return _page(form, passwords.BUSY), 503, {"Retry-After": str(refusal.retry_after)}
    except TooManyTries:
        problem = gettext("Too many attempts. Wait a quarter of an hour, or use a sign-in link.")
        return _page(form, problem), 429, {"Retry-After": "900"}
    except (WrongPassword, ProofNeeded, ProofSpent) as refusal:
        return _once_more(form, refusal), 422
    begin_session(organiser, remember=form.remember.data)
    return redirect(local_path(request.args.get("next", "")), 303)


def _let_in(form: SignInForm) -> Organiser:
    """The account whose password was typed. Raises AllPlacesTaken, Busy, WrongPassword and what counting a try does."""
    with passwords.place(visitors_network()) as place:
        attempt = _attempt(form)
        with write_unit():
            sign_ins.count(attempt)
            db.session.commit()
        stored_hash = sign_ins.hash_of(attempt)
        if not place.fits(form.password.data, stored_hash):
            raise WrongPassword
        with write_unit():
            organiser = sign_ins.succeed(attempt, stored_hash)
            db.session.commit()
    if organiser is None:
        raise WrongPassword
    return organiser


def _attempt(form: SignInForm) -> Try:
    return Try(
        address=form.email.data,
        network=visitors_network(),
        at=database_now(),
        is_known_browser=known_browsers.is_known(accounts.find_by_address(form.email.data)),
        proof=proofs.find(form, _what_for(form)),
    )


def _what_for(form: SignInForm) -> str:
    return f"sign-in {identity.email_key(form.email.data)}"


def _once_more(form: SignInForm, refusal: Exception) -> str:
    """The form again, with a task where the next try will be asked for a proof."""
    why = ""
    if isinstance(refusal, WrongPassword):
        why, form.proof.data, form.patience.data = gettext("Address and password do not fit together."), "", ""
        if not sign_ins.asks_for_proof(_attempt(form)):
            return _page(form, why)
    many = gettext("Many wrong passwords were typed for this address.")
    seconds = proofs.ask(form, _what_for(form))
    wait = ngettext("Type yours and send it in %(num)d second.", "Type yours and send it in %(num)d seconds.", seconds)
    solve = gettext("Type yours; your browser solves a small task meanwhile.")
    return _page(form, f"{why} {many} {wait}".strip(), f"{why} {many} {solve}".strip())


def begin_session(organiser: Organiser, *, remember: bool = False) -> None:
    """A fresh session, so that nobody who knew the old cookie gets in with it. The browser is known from now on."""
    session.clear()
    login_user(organiser)
    session.permanent = remember
    known_browsers.remember(organiser)


def begin_session_by_link(organiser: Organiser) -> None:
    begin_session(organiser)
    session[_CAME_BY_LINK_AT] = clock.now().timestamp()


def came_by_link_of_late() -> bool:
    """Whether the mailbox of the account was just shown to be theirs."""
    return clock.now().timestamp() - session.get(_CAME_BY_LINK_AT, 0) <= FRESH


def local_path(wanted: str) -> str:
    """The wanted page if it is one of the organisers' own, else Today."""
    is_ours = wanted.startswith("/organiser/") and "\\" not in wanted and wanted.isprintable()
    return wanted if is_ours else url_for("organiser.today.index")


def _page(form: SignInForm, problem: str = "", problem_with_script: str = "") -> str:
    return render_template(
        "organiser/sign_in/new.html", form=form, problem=problem, problem_with_script=problem_with_script
    )
