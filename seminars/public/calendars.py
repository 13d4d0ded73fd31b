"""Calendar feeds: of everything, one region, one town, one series, one speaker; and how to subscribe to them."""

from urllib.parse import quote

from flask import Blueprint, Response, abort, make_response, render_template, request

from seminars import clock, links
from seminars.domain import listings
from seminars.i18n import chosen_language
from seminars.places import current_places
from seminars.public.caching import cached
from seminars.public.calendar_answers import calendar_answer
from seminars.templating import site_name, words

blueprint = Blueprint("calendars", __name__, url_prefix="/calendar")


@blueprint.get("")
def index() -> Response:
    chosen = request.args.get("region", "")
    region = current_places().find_region(chosen)
    if chosen and region is None:
        abort(404)
    name = f"{site_name()}: {words(region.name)}" if region else site_name()
    feed_url = links.feed(chosen_language(), f"region/{chosen}" if chosen else "all")
    page = render_template(
        "public/calendars/index.html",
        chosen=chosen,
        regions=listings.choices(listings.upcoming(now=clock.now()), region="").regions,
        feed_url=feed_url,
        ways=_ways_to_subscribe(feed_url, name),
    )
    return cached(make_response(page))


def _ways_to_subscribe(feed_url: str, name: str) -> dict[str, str]:
    """Addresses that hand the feed to a calendar program. Google takes webcal: alone."""
    webcal = "webcal://" + feed_url.partition("://")[2]
    return {
        "webcal": webcal,
        "google": f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        "outlook": f"https://outlook.live.com/calendar/0/addfromweb?url={quote(feed_url, safe='')}&name={quote(name)}",
        "office": f"https://outlook.office.com/calendar/0/addfromweb?url={quote(feed_url, safe='')}&name={quote(name)}",
    }


@blueprint.get("/all.ics")
def everything() -> Response:
    return _feed("all", part="")


@blueprint.get("/region/<region_code>.ics")
def region(region_code: str) -> Response:
    found = current_places().find_region(region_code) or abort(404)
    return _feed(f"region/{region_code}", part=words(found.name), region=region_code)


@blueprint.get("/town/<town_code>.ics")
def town(town_code: str) -> Response:
    found = current_places().find_town(town_code) or abort(404)
    return _feed(f"town/{town_code}", part=words(found.name), town=town_code)


@blueprint.get("/series/<series_slug>.ics")
def series(series_slug: str) -> Response:
    found = listings.find_series(series_slug) or abort(404)
    return _feed(f"series/{series_slug}", part=words(found.name), series=series_slug)


@blueprint.get("/speaker/<speaker_slug>.ics")
def speaker(speaker_slug: str) -> Response:
    found = listings.find_speaker(speaker_slug) or abort(404)
    return _feed(f"speaker/{speaker_slug}", part=found.name, speaker=speaker_slug)


def _feed(address: str, *, part: str, **choice: str) -> Response:
    return calendar_answer(
        listings.in_feed(now=clock.now(), **choice),
        name=f"{site_name()}: {part}" if part else site_name(),
        filename=f"seminars-{address.replace('/', '-')}.ics" if part else "seminars.ics",
        source_url=links.feed(chosen_language(), address),
    )
