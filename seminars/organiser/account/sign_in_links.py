"""Signing in with a link that works once. Opening it changes nothing, since mail scanners follow links."""

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from seminars.database.units import database_now, write_unit
from seminars.domain.organisers import accounts
from seminars.extensions import db
from seminars.i18n import chosen_language
from seminars.organiser.account import known_browsers
from seminars.organiser.account.sessions import begin_session_by_link
from seminars.organiser.account.sign_in import local_path

blueprint = Blueprint("sign_in_links", __name__, url_prefix="/sign-in/<token>")


@blueprint.get("")
def show(token: str) -> ResponseReturnValue:
    organiser = accounts.find_by_link(token)
    if organiser is None:
        return _gone()
    if not accounts.takes_language_of_page(organiser):
        g.language = organiser.language  # like the pages that follow
    return render_template("organiser/sign_in_links/show.html", organiser=organiser, token=token)


@blueprint.post("")
def create(token: str) -> ResponseReturnValue:
    with write_unit():
        organiser = accounts.use_sign_in_link(token, database_now(), language=chosen_language())
        if organiser:
            begin_session_by_link(organiser, is_known_browser=known_browsers.is_known(organiser))
        db.session.commit()
    if organiser is None:
        return _gone()
    return redirect(local_path(request.args.get("next", "")), 303)


def _gone() -> ResponseReturnValue:
    return render_template("organiser/sign_in_links/gone.html"), 404
