"""Organisers: everything under /organiser. The guard stands here; the language is the account's."""

from functools import partial
from typing import Any

from flask import Blueprint, Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars.domain.organisers.roles import Act
from seminars.extensions import db
from seminars.mail.maildir import mails_are_lost
from seminars.mail.sending.refusals import verdicts
from seminars.organiser import (
    access,
    account,
    changes,
    kept_mail,
    log,
    messages,
    operation,
    overviews,
    registrations,
    seminars,
    team,
    today,
    words,
)
from seminars.organiser.access import NotTheirs
from seminars.organiser.account import sessions, sign_in_links
from seminars.organiser.overviews.head import head_of
from seminars.organiser.team import taking
from seminars.web.protection import doors, given_back
from seminars.web.protection.doors import Asks, Door
from seminars.web.protection.origins import Origin, origin
from seminars.web.sessions import known_language, remember_language_of_account
from seminars.web.watching.words import WORDS

LAYOUT = "organiser/layout.html"
DOORS = {
    "organiser": Door(Asks.TOKEN, partial(given_back.page, LAYOUT)),
    "organiser.sign_in_links": Door(Asks.OWN_PAGE, lambda: sign_in_links.show(**(request.view_args or {}))),
    "organiser.role_offers": Door(Asks.OWN_PAGE, lambda: taking.show(**(request.view_args or {}))),
    # Mail programs know no token but the one in the address (RFC 8058), and some run on pages of their own.
    "organiser.digests": Door(Asks.NOTHING),
}
LONGEST_NEXT = 500  # characters; after a longer address Today is shown

blueprint = Blueprint("organiser", __name__, url_prefix="/organiser")
for room in (today, account, seminars, overviews, registrations, changes, log, team):
    for part in room.BLUEPRINTS:
        blueprint.register_blueprint(part)
blueprint.register_blueprint(messages.blueprint)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    doors.declare(app, DOORS)
    sessions.init_app(app)


@blueprint.before_request
def require_organiser() -> ResponseReturnValue | None:
    if request.blueprint in [f"organiser.{part.name}" for part in (*account.OPEN_TO_ALL, *team.OPEN_TO_ALL)]:
        languages = current_app.config["LANGUAGES"]
        g.language = request.accept_languages.best_match(languages, languages[0])
        return None
    if current_user.is_authenticated:
        g.language = current_user.language
        remember_language_of_account(g.language)
        sessions.note_seen()
        return None
    return _send_to_sign_in()


def _send_to_sign_in() -> ResponseReturnValue:
    """What was typed into a page of ours comes back, to be sent once more afterwards; nobody else's does."""
    if request.method == "POST" and origin() is Origin.OWN and request.endpoint != "organiser.sign_out.create":
        g.language = known_language()
        return given_back.signed_out_page(LAYOUT), 422
    wanted = request.full_path.rstrip("?")
    comes_back = request.method in ("GET", "HEAD") and len(wanted) <= LONGEST_NEXT
    return redirect(url_for("organiser.sign_in.new", next=wanted if comes_back else None), 303)


@blueprint.context_processor
def offer_words() -> dict[str, Any]:
    about_operation = {"findings": operation.findings, "words_of_wrong": WORDS}
    mail = {"mails_are_lost": mails_are_lost(), "kept_mail_folder": kept_mail.folder()}
    shown = {"standing_verdict": verdicts.standing, "head_of": head_of}
    rights = {"Act": Act, "may": access.may, "may_anywhere": access.may_anywhere, "is_owner": access.is_owner}
    return words.for_templates() | mail | about_operation | rights | shown


@blueprint.errorhandler(NotTheirs)
def show_who_may(refusal: NotTheirs) -> ResponseReturnValue:
    db.session.rollback()
    names, others = access.who_may(refusal)
    return render_template("organiser/not_theirs.html", seminar=refusal.seminar, names=names, others=others), 403
