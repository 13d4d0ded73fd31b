"""Which seminars there are: those to come, and the archive."""

from flask import Blueprint, Response, abort, make_response, render_template, request

from seminars import clock
from seminars.domain.programme import listings
from seminars.i18n import chosen_language
from seminars.places import current_places
from seminars.public.caching import cached

blueprint = Blueprint("programme", __name__)


@blueprint.get("/")
def index() -> Response:
    return _listing(listings.upcoming, "public/programme/index.html")


@blueprint.get("/past")
def past() -> Response:
    return _listing(listings.past, "public/programme/past.html")


def _listing(find, template: str) -> Response:
    now = clock.now()
    chosen = _chosen_filters()
    everything = find(now=now)
    entries = find(now=now, **chosen) if any(chosen.values()) else everything
    choices = listings.choices(everything, region=chosen["region"], language=chosen_language())
    return cached(make_response(render_template(template, entries=entries, choices=choices, chosen=chosen)))


def _chosen_filters() -> dict[str, str]:
    """The filters of the address; one that names nothing there is makes it a page that does not exist."""
    chosen = {name: request.args.get(name, "") for name in ("region", "town", "series")}
    places = current_places()
    if chosen["region"] and places.find_region(chosen["region"]) is None:
        abort(404)
    if chosen["town"] and places.find_town(chosen["town"]) is None:
        abort(404)
    if chosen["series"] and listings.find_series(chosen["series"]) is None:
        abort(404)
    return chosen
