"""Calendar feeds: of everything, one region, town, series or speaker, or one's own; and how to subscribe to them."""

from flask import Blueprint, Response, abort, g, make_response, render_template

from seminars import clock, links
from seminars.domain.programme import feeds, listings, personal_feeds
from seminars.formats import qr_code
from seminars.i18n import chosen_language, gettext
from seminars.places import current_places
from seminars.public.caching import cached
from seminars.public.calendars.answers import calendar_answer, written
from seminars.public.calendars.one_seminar import find_chosen_seminar
from seminars.public.calendars.subscribing import chosen_part, ways_into_calendars
from seminars.web.templating import site_name, words

blueprint = Blueprint("calendars", __name__, url_prefix="/calendar")


@blueprint.get("")
def index() -> Response:
    part, upcoming = chosen_part(), listings.upcoming(now=clock.now())
    page = render_template(
        "public/calendars/index.html",
        part=part,
        regions=listings.choices(upcoming, region="", language=chosen_language()).regions,
        ways=ways_into_calendars(part),
        one=find_chosen_seminar(now=clock.now()),
        qr_code=qr_code.as_svg(part.page_url),
    )
    return cached(make_response(page))


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


@blueprint.get("/mine/<feed_token>.ics")
def mine(feed_token: str) -> Response:
    """The seminars of one e-mail address, for whoever has the link that only a mail tells."""
    # A page that says "not here" names its own address in other languages; this one would repeat a secret.
    g.form_page = ("public.calendars.index", {})
    now, feed = clock.now(), personal_feeds.find(feed_token) or abort(404)
    calendar = written(
        personal_feeds.seminars_in(feed, now=now), name=f"{gettext('My seminars')}: {site_name()}", is_personal=True
    )
    last_modified = personal_feeds.last_modified(feed, now=now, is_cut=calendar.is_cut)
    return calendar_answer(calendar, filename="my-seminars.ics", last_modified=last_modified, is_personal=True)


def _feed(address: str, *, part: str, **choice: str) -> Response:
    now, name = clock.now(), f"{site_name()}: {part}" if part else site_name()
    calendar = written(feeds.in_feed(now=now, **choice), name=name, source_url=links.feed(chosen_language(), address))
    return calendar_answer(
        calendar,
        filename=f"seminars-{address.replace('/', '-')}.ics" if part else "seminars.ics",
        last_modified=feeds.last_modified(now=now, is_cut=calendar.is_cut),
    )
