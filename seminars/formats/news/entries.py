"""What there is to tell of a seminar as entries of a news feed; the words are in the present locale."""

from datetime import datetime

from seminars import links
from seminars.formats.appointments import appointment
from seminars.formats.change_words import headline, time_and_place, what_changed
from seminars.formats.news.atom import Entry, Worded
from seminars.i18n import capital, gettext
from seminars.models import Change, Seminar
from seminars.text import clean_line, clean_paragraphs

LONGEST_SUMMARY = 300  # characters of a recap; the page has all of it


def publication(seminar: Seminar, at: datetime, language: str) -> Entry:
    """The seminar is announced. It tells the date and place of today: nobody should travel to an outdated one."""
    summary = time_and_place(appointment(seminar), language)
    if not seminar.takes_place:
        state = gettext("Cancelled") if seminar.is_cancelled else gettext("Postponed")
        summary = f"{state}: {summary}"
    return _entry(seminar, language, at=at, word=gettext("New seminar"), summary=(capital(summary), language))


def change_of(seminar: Seminar, change: Change, language: str) -> Entry:
    """It was moved, extended, postponed, cancelled: what it was and is, and why."""
    word, anchor = headline(change.before, change.after), f"#change-{change.id}"
    return _entry(seminar, language, at=change.at, word=word, summary=_told(change, language), anchor=anchor)


def recap(seminar: Seminar, at: datetime, language: str) -> Entry:
    """What happened there: the first paragraph, or as many words of it as fit."""
    text, found = seminar.recap.in_language(language)
    summary = _beginning(text), found
    return _entry(seminar, language, at=at, word=gettext("What happened"), summary=summary, anchor="#recap")


def _entry(seminar: Seminar, language: str, *, at: datetime, word: str, summary: Worded, anchor: str = "") -> Entry:
    title, found = seminar.title.in_language(language)
    return Entry(
        address=links.seminar(language, seminar.slug) + anchor,
        at=at,
        title=(f"{word}: {title}, {seminar.town.name.in_language(language)[0]}", found),
        summary=summary,
        author=(seminar.series.organisation or seminar.series.name).in_language(language),
    )


def _told(change: Change, language: str) -> Worded:
    reason = change.reason.in_language(language)[0]
    differences = what_changed(change.before, change.after, language)
    sentences = [f"{each.label}: {each.old} → {each.new}." for each in differences]
    if not sentences:
        was_to_be = time_and_place(change.before, language)
        sentences = [gettext("It was to be: %(time_and_place)s.", time_and_place=was_to_be)]
    if reason:
        sentences.append(f"{gettext('Reason:')} {reason}")
    return " ".join(sentences), language


def _beginning(text: str) -> str:
    first = clean_line(clean_paragraphs(text).partition("\n\n")[0])
    if len(first) <= LONGEST_SUMMARY:
        return first
    whole_words = first[:LONGEST_SUMMARY].rpartition(" ")[0] or first[: LONGEST_SUMMARY - 1]
    return whole_words.rstrip(" .,;:–—-") + "…"
