"""Every address of the site that answers GET, but papers, built from its URL map and from real rows."""

from collections.abc import Iterator
from itertools import product

from factories import ADA
from flask import Flask
from full_rows import SLUGS, new_role_offer, new_sign_in_link
from sqlalchemy import func
from werkzeug.routing import Rule

from seminars import tokens
from seminars.extensions import db
from seminars.models import Change, Message, Organiser, PersonalFeed, Registration, Seminar, Speaker, Submission
from seminars.web.assets import SCRIPTS

# Pages that an address of the map shows only in another case: filtered, empty, after an act, a draft.
OF_VISITORS = (
    "?region=mogilev",
    "?town=minsk",
    "past?town=minsk",
    "registrations/find?sent=1",
    "calendar?region=mogilev",
    "calendar?town=klichev",
    "calendar?series=clusters",
    "calendar?speaker=speaker-0",
)
OF_ORGANISERS = (
    "/organiser/seminars/draft",
    "/organiser/seminars/full",
    "/organiser/seminars/cancelled",
    "/organiser/seminars/postponed",
    "/organiser/seminars/over",
    "/organiser/seminars/klichev/messages?state=failed",
    "/organiser/seminars/draft/edit",
    "/organiser/seminars/draft/registrations",
    "/organiser/seminars/full/registrations",
    "/organiser/seminars/klichev/registrations?q=nobody&status=confirmed",
    "/organiser/seminars/removed/registrations",
    "/organiser/messages?state=failed",
    "/organiser/seminars/full/changes",
    "/organiser/seminars/cancelled/changes",
    "/organiser/seminars/klichev/changes/new?kind=cancel",
    "/organiser/seminars/hours-unknown/changes/new?kind=extend",
    "/organiser/seminars/postponed/changes/new",
    "/organiser/seminars/postponed/changes/new?kind=postpone",
    "/organiser/seminars/cancelled/changes/new",
    "/organiser/seminars/over/changes/new",
    "/organiser/seminars/draft/changes/new",
)

Values = dict[str, list[str]]


class UnknownArgument(Exception):
    """A route has an argument for which no value is known here; add it, so that the page is looked at."""


def addresses(app: Flask, *, languages: tuple[str, ...], organisers: bool) -> list[str]:
    """The addresses of the organisers' pages or of all others. Raises UnknownArgument."""
    with app.app_context():
        known = _of_organisers() if organisers else {"lang": list(languages), **_of_visitors()}
        rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not _is_paper(rule)]
        chosen = [rule for rule in rules if rule.rule.startswith("/organiser") == organisers]
        found = [address for rule in chosen for address in _addresses_of(app, rule, known | _own_values(rule))]
        if organisers:
            found.append(_page_of_an_erased_person())
    more = OF_ORGANISERS if organisers else [f"/{language}/{way}" for language in languages for way in OF_VISITORS]
    return [*found, *more]


def _is_paper(rule: Rule) -> bool:
    """Pictures and posters are no pages, take long to set, and have tests of their own."""
    return rule.endpoint.startswith("public.papers.")


def _addresses_of(app: Flask, rule: Rule, known: Values) -> Iterator[str]:
    unknown = sorted(rule.arguments - set(known))
    if unknown:
        raise UnknownArgument(f"{rule.rule}: no value is known for {', '.join(unknown)}")
    names = sorted(rule.arguments)
    way = app.url_map.bind("localhost")
    for values in product(*(known[name] for name in names)):
        yield way.build(rule.endpoint, dict(zip(names, values, strict=True)))


def _own_values(rule: Rule) -> Values:
    """What an argument means in this rule alone."""
    if rule.endpoint.startswith("organiser.digests."):
        return {"token": [tokens.digest_token(db.session.query(func.min(Organiser.id)).scalar())]}
    if rule.endpoint.startswith("organiser.role_offers."):
        return {"token": [new_role_offer()]}
    if rule.endpoint == "organiser.changes.show":
        changes = db.session.query(Change).join(Seminar).filter_by(slug="full")
        return {"slug": ["full"], "number": [str(change.id) for change in changes]}
    return {"number": ["1"]} if rule.endpoint.startswith("organiser.team_") else {}


def _of_visitors() -> Values:
    people = [_ada("klichev"), _ada("full")]
    feed = db.session.query(PersonalFeed).one()
    made = db.session.query(Submission).filter(Submission.registration_id == people[1].id).one()
    return {
        "slug": list(SLUGS),
        "token": [tokens.manage_token(person.id, person.token_version) for person in people],
        "feed_token": [tokens.feed_token(feed.id, feed.version)],
        "receipt": [tokens.timed_token("receipt", made.id)],
        "region_code": ["mogilev"],
        "town_code": ["klichev"],
        "series_slug": ["clusters"],
        "speaker_slug": [speaker.slug for speaker in db.session.query(Speaker).limit(1)],
        "bundle": ["public", "organiser"],
        "proof": [tokens.timed_token("new-address", [people[0].id, people[0].token_version, "ada@new.example.org"])],
        "script": list(SCRIPTS),
        "filename": ["favicon.svg"],
    }


def _of_organisers() -> Values:
    # A warning or a daily mail that the worker wrote meanwhile is about no seminar, and stands on no page.
    on_pages = db.session.query(Message).filter(Message.seminar_id.is_not(None))
    one_of_each_state = {message.state: message.id for message in on_pages}
    first, other = db.session.query(Registration).order_by(Registration.id).limit(2)
    return {
        "slug": ["klichev"],
        "code": [first.code, _ada("klichev").code],
        "other": [other.code],
        "number": [str(number) for number in one_of_each_state.values()],
        "extension": ["csv", "xlsx"],
        "token": [new_sign_in_link()],
    }


def _page_of_an_erased_person() -> str:
    erased = db.session.query(Registration).filter(Registration.erased_at.is_not(None)).one()
    return f"/organiser/seminars/removed/registrations/{erased.code}"


def _ada(slug: str) -> Registration:
    return (
        db.session.query(Registration)
        .filter(Registration.seminar.has(slug=slug), Registration.email == ADA.email)
        .one()
    )
