"""What templates may ask for: texts in the reader's language, dates as it writes them, the site's own facts."""

import re
from collections.abc import Sequence
from typing import Any

from flask import Flask, current_app, url_for
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from seminars import clock, i18n
from seminars.formats import change_words, seat_steps, tour_map
from seminars.formats.log_words import actor_in_words
from seminars.formats.names import beside_words, initials, without_links
from seminars.formats.phones import dialled
from seminars.formats.seminar_page import foreign_texts
from seminars.formats.times import days, parts_of_days, short, zones
from seminars.i18n import Texts, chosen_language, gettext
from seminars.places import current_places
from seminars.text.excerpts import first_sentence
from seminars.web.forms import TypedForm
from seminars.web.protection.given_back import is_given_back


def init_app(app: Flask) -> None:
    made = (local, words, paragraphs, first_sentence, together, untorn, without_links, beside_words, initials, dialled)
    app.jinja_env.filters |= {each.__name__: each for each in made}
    app.jinja_env.globals |= {
        "actor_in_words": actor_in_words,
        "change_headline": change_words.headline,
        "change_differences": change_words.what_changed,
        "chosen_language": chosen_language,
        "foreign_texts": foreign_texts,
        "language_name": i18n.language_name,
        "i18n": i18n,
        "map_of": map_of,
        "maps": tour_map,
        "now": clock.now,
        "tells_of_errors": tells_of_errors,
        "seat_steps": seat_steps,
        "parts_of_days": parts_of_days,
        "site_name": site_name,
        "site_url": site_url,
        "days": days,
        "short": short,
        "zones": zones,
    }


@pass_context
def tells_of_errors(page: Context) -> bool:
    """Whether something is wrong with what was sent: with a form as a whole, or with a field of any form."""
    values = page.get_all().values()
    forms = [value for value in values if isinstance(value, TypedForm)]
    is_wrong_as_a_whole = is_given_back() or bool(page.get("problem"))
    return is_wrong_as_a_whole or any(form.problem or form.wrong_leaves for form in forms)


def site_name() -> str:
    return current_app.config["SITE_NAME"] or gettext("Cluster seminars")


def site_url(endpoint: str, **values: Any) -> str:
    """The absolute address of a page, from PUBLIC_BASE_URL and never from the request's Host header."""
    return current_app.config["PUBLIC_BASE_URL"] + url_for(endpoint, **values)


def map_of(stops: Sequence[tour_map.Stop], *, here: str | None, has_words: bool) -> tour_map.Layout:
    """The tour's map in the reader's language."""
    capital = current_places().find_town("minsk")
    return tour_map.places(stops, language=chosen_language(), here=here, capital=capital, has_words=has_words)


def words(texts: Texts) -> str:
    """The text as the reader's language or its nearest fallback has it, without any mark-up."""
    return texts.in_language(chosen_language())[0]


def local(texts: Texts) -> str | Markup:
    """One line in the reader's language; in a fallback it carries `lang=` so that it is read aloud rightly."""
    text, found = texts.in_language(chosen_language())
    return text if found == chosen_language() else Markup('<span lang="{}">{}</span>').format(found, text)


def together(text: str) -> Markup:
    """A line of a page whose hours, "10:00–15:30", and numbers, "6–10", stay on one line."""
    return _marked(_SPAN_OF_NUMBERS, text, '<span class="untorn">')


def untorn(text: str) -> Markup:
    """The same in a mail, which knows no style sheet; pages allow no `style=`."""
    return _marked(_SPAN_OF_NUMBERS, text, '<span style="white-space:nowrap">')


_SPAN_OF_NUMBERS = re.compile(r"\d+(:\d\d)?–\d+(:\d\d)?")
_ADDRESS = re.compile(r"\S*(@|://|\bwww\.)\S+")


def _marked(what: re.Pattern[str], text: str, mark: str) -> Markup:
    return Markup(what.sub(rf"{mark}\g<0></span>", str(escape(text))))  # noqa: S704 - escaped before it is marked


def _line(text: str) -> Markup:
    """A line of prose, in whose addresses a browser must write no hyphen."""
    return _marked(_ADDRESS, text, '<span class="address-in-prose">')


def paragraphs(texts: Texts, *, says_so: bool = True) -> Markup:
    """A longer text as paragraphs, saying so when it exists only in another language; `says_so` is false where that
    stands above several texts already."""
    text, found = texts.in_language(chosen_language())
    blocks = Markup("\n").join(
        Markup('<p lang="{}">{}</p>').format(found, Markup("<br>").join(_line(line) for line in block.split("\n")))
        for block in text.split("\n\n")
        if block.strip()
    )
    note = foreign_texts.only_in([texts], chosen_language()) if says_so else ""
    return Markup('<p class="only-in">{}</p>\n').format(note) + blocks if note else blocks
