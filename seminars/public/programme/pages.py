"""The two lists of seminars: those to come, and the archive."""

from flask import Blueprint, Response, abort, make_response, render_template, request

from seminars import clock
from seminars.domain.programme import listings
from seminars.domain.programme.listings import Listed
from seminars.i18n import chosen_language
from seminars.places import current_places
from seminars.public.caching import cached
from seminars.public.programme.filters import Filter, filters_of, subscription
from seminars.public.programme.groups import by_year
from seminars.public.programme.opening import act_of, opening_of

blueprint = Blueprint("programme", __name__)


@blueprint.get("/")
def index() -> Response:
    now, chosen = clock.now(), _chosen_filters()
    everything = listings.upcoming(now=now)
    entries = listings.matching(everything, **chosen)
    page = render_template(
        "public/programme/index.html",
        entries=entries,
        chosen=chosen,
        act_of=act_of,
        filters=_filters(everything, chosen),
        opening=opening_of(everything, entries, now=now),
        subscription=subscription(chosen),
        lately=[] if everything else listings.past(now=now, at_most=3),
    )
    return cached(make_response(page))


@blueprint.get("/past")
def past() -> Response:
    chosen = _chosen_filters()
    everything = listings.past(now=clock.now())
    entries = listings.matching(everything, **chosen)
    page = render_template(
        "public/programme/past.html", entries=entries, years=by_year(entries), filters=_filters(everything, chosen)
    )
    return cached(make_response(page))


def _filters(everything: list[Listed], chosen: dict[str, str]) -> list[Filter]:
    choices = listings.choices(everything, region=chosen["region"], language=chosen_language())
    return filters_of(choices, chosen)


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
