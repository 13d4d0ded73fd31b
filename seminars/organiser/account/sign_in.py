"""Signing in with address and password."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from seminars.database.gate import Busy
from seminars.database.units import database_now, write_unit
from seminars.domain.guard.spent_proofs import ProofSpent
from seminars.domain.guard.suspicion import ProofNeeded
from seminars.domain.organisers import accounts, password_tries
from seminars.domain.organisers.password_tries import TooManyTries, Try
from seminars.domain.people import identity
from seminars.extensions import db
from seminars.i18n import gettext, ngettext
from seminars.organiser.account import known_browsers
from seminars.organiser.account.sessions import begin_session
from seminars.organiser.forms import SignInForm
from seminars.web import passwords
from seminars.web.forms import proofs
from seminars.web.networks import visitors_network
from seminars.web.protection.given_back import gives_back_its_form

blueprint = Blueprint("sign_in", __name__, url_prefix="/sign-in")


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
        _let_in(form)
    except (passwords.AllPlacesTaken, Busy) as refusal:
        return _page(form, passwords.BUSY), 503, {"Retry-After": str(refusal.retry_after)}
    except TooManyTries:
        problem = gettext("Too many attempts. Wait a quarter of an hour, or use a sign-in link.")
        return _page(form, problem), 429, {"Retry-After": "900"}
    except (WrongPassword, ProofNeeded, ProofSpent) as refusal:
        return _once_more(form, refusal), 422
    return redirect(local_path(request.args.get("next", "")), 303)


def _let_in(form: SignInForm) -> None:
    """Whoever typed the password of an account is signed in to it. Raises AllPlacesTaken, Busy, WrongPassword and what
    counting a try does."""
    with passwords.place(visitors_network()) as place:
        attempt = _attempt(form)
        with write_unit():
            password_tries.count(attempt)
            db.session.commit()
        stored_hash = password_tries.hash_of(attempt)
        if not place.fits(form.password.data, stored_hash):
            raise WrongPassword
        with write_unit():
            organiser = password_tries.succeed(attempt, stored_hash)
            if organiser is None:
                raise WrongPassword
            begin_session(organiser, remember=form.remember.data, is_known_browser=attempt.is_known_browser)
            db.session.commit()


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
        if not password_tries.asks_for_proof(_attempt(form)):
            return _page(form, why)
    many = gettext("Many wrong passwords were typed for this address.")
    seconds = proofs.ask(form, _what_for(form))
    wait = ngettext("Type yours and send it in %(num)d second.", "Type yours and send it in %(num)d seconds.", seconds)
    solve = gettext("Type yours; your browser solves a small task meanwhile.")
    return _page(form, f"{why} {many} {wait}".strip(), f"{why} {many} {solve}".strip())


def local_path(wanted: str) -> str:
    """The wanted page if it is one of the organisers' own, else Today."""
    is_ours = wanted.startswith("/organiser/") and "\\" not in wanted and wanted.isprintable()
    return wanted if is_ours else url_for("organiser.today.index")


def _page(form: SignInForm, problem: str = "", problem_with_script: str = "") -> str:
    return render_template(
        "organiser/sign_in/new.html", form=form, problem=problem, problem_with_script=problem_with_script
    )
