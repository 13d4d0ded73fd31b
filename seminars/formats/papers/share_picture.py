"""The picture that chats show beside a link to a seminar."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import current_app

from seminars.formats import tour_map
from seminars.formats.papers import words
from seminars.formats.papers.tour import map_values
from seminars.formats.papers.typesetting import Manuscript
from seminars.i18n import force_locale
from seminars.models import Seminar
from seminars.places import Town


def share_picture(
    seminar: Seminar, language: str, *, stops: Sequence[tour_map.Stop], capital: Town | None
) -> Manuscript:
    """`stops` are those of its series, soonest first; `capital` is shown on their map for orientation."""
    with force_locale(language):
        values = words.heading(seminar, language) | {
            "day": words.short_day(seminar, language),
            "site": urlsplit(current_app.config["PUBLIC_BASE_URL"]).netloc,
            "tour": map_values(stops, here=seminar.slug, capital=capital, language=language),
        }
    return Manuscript("share_picture", "png", values)
