"""Visitors: everything under /<language>/, and the few addresses without one."""

from urllib.parse import urlencode

from flask import Blueprint, Flask, abort, current_app, g, request, url_for

from seminars.i18n import LANGUAGES
from seminars.public import (
    calendars,
    front,
    given_back,
    news,
    papers,
    privacy,
    programme,
    registrations,
    seminars,
    sign_up,
)
from seminars.text import is_within
from seminars.web.protection import doors
from seminars.web.protection.doors import Asks, Door

# What pages of visitors ask with behind the question mark; no code of a place, series, speaker or act is longer.
ARGUMENTS = ("region", "town", "series", "speaker", "seminar", "sent", "done", "left")
LONGEST_CODE = 80

blueprint = Blueprint("public", __name__, url_prefix=f"/<any({', '.join(LANGUAGES)}):lang>")
for room in (sign_up, registrations, calendars, papers, programme):
    for part in room.BLUEPRINTS:
        blueprint.register_blueprint(part)
for page in (seminars, news, privacy):
    blueprint.register_blueprint(page.blueprint)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.register_blueprint(front.blueprint)
    # All of them have a secret link, a form id that we signed, or nothing to do with whoever presses.
    doors.declare(app, {"public": Door(Asks.OWN_PAGE, given_back.page)})


@blueprint.url_value_preprocessor
def choose_language(_endpoint: str | None, values: dict[str, str] | None) -> None:
    language = (values or {}).pop("lang", None)
    if language not in current_app.config["LANGUAGES"]:
        abort(404)
    g.language = language


@blueprint.url_defaults
def keep_language(_endpoint: str, values: dict[str, str]) -> None:
    values.setdefault("lang", g.get("language", current_app.config["LANGUAGES"][0]))


@blueprint.app_context_processor
def offer_languages() -> dict[str, object]:
    return {
        "address_in": address_in,
        "site_languages": current_app.config["LANGUAGES"],
        "filter_address": filter_address,
    }


def address_in(language: str) -> str:
    """This page in another language; for the answer to a form, the page that holds the form."""
    is_read = request.method in ("GET", "HEAD") and (request.endpoint or "").startswith("public.")
    here = (request.endpoint, request.view_args or {}) if is_read else ("public.programme.index", {})
    endpoint, values = g.get("form_page", here)
    # What stands behind the question mark is a stranger's and must not become an argument of url_for.
    query = urlencode(_known_arguments()) if is_read else ""
    return url_for(endpoint, **{**values, "lang": language}) + (f"?{query}" if query else "")


def _known_arguments() -> dict[str, str]:
    asked = request.args.items()
    return {name: value for name, value in asked if name in ARGUMENTS and is_within(value, LONGEST_CODE)}


def filter_address(**choice: str) -> str:
    """This list with another filter; an empty choice drops the filter."""
    kept = {name: value for name, value in choice.items() if value}
    return request.path + (f"?{urlencode(kept)}" if kept else "")
