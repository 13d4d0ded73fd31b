"""Signing in with a link that works once. Opening it changes nothing, since mail scanners follow links."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from seminars.database.units import database_now, write_unit
from seminars.domain.organisers import accounts, sign_ins
from seminars.extensions import db
from seminars.i18n import chosen_language
from seminars.organiser.account.sign_in import begin_session_by_link
from seminars.web.networks import visitors_network

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
            sign_ins.note_network(organiser, visitors_network(), now=database_now())
        db.session.commit()
    if organiser is None:
        return _gone()
    begin_session_by_link(organiser)
    return redirect(url_for("organiser.today.index"), 303)


def _gone() -> ResponseReturnValue:
    return render_template("organiser/sign_in_links/gone.html"), 404
