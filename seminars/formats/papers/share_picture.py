"""The picture that chats show beside a link to a seminar."""

from urllib.parse import urlsplit

from flask import current_app

from seminars.formats.papers import words
from seminars.formats.papers.typesetting import Manuscript
from seminars.i18n import force_locale
from seminars.models import Seminar

WIDTH, HEIGHT = 1200, 630


def share_picture(seminar: Seminar, language: str) -> Manuscript:
    with force_locale(language):
        values = words.heading(seminar, language) | {
            "day": words.short_day(seminar, language),
            "site": urlsplit(current_app.config["PUBLIC_BASE_URL"]).netloc,
            "tour": None,
        }
    return Manuscript("share_picture", "png", values)
