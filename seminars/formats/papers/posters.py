"""Posters: a seminar on one sheet of A4, in one language or in all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from seminars import i18n, links
from seminars.formats import qr_code
from seminars.formats.calendars.seminar_event import address
from seminars.formats.papers import words
from seminars.formats.papers.typesetting import Manuscript
from seminars.i18n import Texts, force_locale, gettext
from seminars.models import Seminar
from seminars.text.excerpts import first_paragraph, shortened

LONGEST_ABOUT = 600  # letters


def poster(seminar: Seminar, language: str, *, now: datetime) -> Manuscript:
    with force_locale(language):
        values = {
            **words.heading(seminar, language),
            **_foot(seminar, language, [_call(seminar, now)]),
            "day": i18n.capital(words.long_day(seminar, language)),
            "about": _about(seminar.description, language),
            "hall": seminar.venue.name.in_language(language)[0] if seminar.venue else "",
            "street": address(seminar, language),
            "host": seminar.host.in_language(language)[0],
            "terms": gettext("Free of charge, no account needed.") if words.invites(seminar, now=now) else "",
        }
    return Manuscript("poster", "pdf", values)


def poster_in_all_languages(seminar: Seminar, languages: Sequence[str], *, now: datetime) -> Manuscript:
    """`languages` are those of the site; the first is that of what stands there once."""
    blocks, calls = [], []
    for language in languages:
        with force_locale(language):
            blocks.append(words.heading(seminar, language) | {"day": words.long_day(seminar, language)})
            calls.append(_call(seminar, now))
    with force_locale(languages[0]):
        foot = _foot(seminar, languages[0], list(dict.fromkeys(calls)))
    values = {**blocks[0], **foot, "terms": "", "questions": _phone(seminar), "languages": blocks}
    return Manuscript("poster_in_all_languages", "pdf", values)


def _call(seminar: Seminar, now: datetime) -> str:
    return gettext("Sign up in a minute") if words.invites(seminar, now=now) else gettext("More about it")


def _foot(seminar: Seminar, language: str, calls: list[str]) -> dict[str, Any]:
    page, phone = links.seminar(language, seminar.slug), _phone(seminar)
    return {
        "calls": calls,
        # A file of its own needs the name that an element of a page does without.
        "code": str(qr_code.as_svg(page)).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1),
        "address": page.partition("://")[2],
        "questions": gettext("Questions: %(phone)s", phone=phone) if phone else "",
        "notice": words.known_text(seminar.series.notice, language),
    }


def _phone(seminar: Seminar) -> str:
    return seminar.host_phone or seminar.series.contact_phone


def _about(description: Texts, language: str) -> dict[str, str]:
    """Its first paragraph, or as much of that as a sheet holds."""
    about = words.known_text(first_paragraph(description), language)
    return about | {"text": shortened(about["text"], LONGEST_ABOUT)}
