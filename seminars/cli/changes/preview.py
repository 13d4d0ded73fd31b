"""What a change of a seminar would do, in words for a terminal: old and new, and whom it writes to."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from seminars.cli.frame import system_user
from seminars.domain.notices.participants import contacts_of
from seminars.domain.seminars.content import venue_of
from seminars.formats.appointments import appointment
from seminars.i18n import Texts, capital, language_name, moment, when, zone_name
from seminars.mail.maildir import mails_are_lost
from seminars.models import Change, Registration, Seminar, Standing, Status

Act = Callable[..., Change | None]
Rows = dict[tuple[str, str], str]

NAMES_SHOWN = 10
_NOTHING = "(nothing)"
_STANDINGS = {
    Standing.TAKES_PLACE: "takes place",
    Standing.POSTPONED: "postponed",
    Standing.CANCELLED: "cancelled",
}
_STATES = {
    Status.CONFIRMED: "with a place",
    Status.OFFERED: "offered a place",
    Status.WAITING: "on the waiting list",
    Status.PENDING: "awaiting approval",
}


@dataclass(frozen=True)
class Preview:
    """What is shown before the question; `version` is that of the seminar as it was read."""

    version: int
    told: int
    lines: tuple[str, ...]


def preview_of(seminar: Seminar, act: Act, *, consequence: str) -> Preview:
    """Do it and tell what came of it. Call in a write unit that is left without a commit, so that nothing stays."""
    version, name = seminar.version, f"{_english(seminar.title)}, {_english(seminar.town.name)}"
    before, old_clock = _rows(seminar), _clock(seminar)
    change = act(seminar, actor=system_user(), version=version)
    after = _rows(seminar)
    lines = [name, *_differences(before, after)]
    if change:
        lines += _what_stays(seminar, before, after, has_new_clock=_clock(seminar) != old_clock)
        lines += [f"Reason ({language}): {text}" for language, text in change.reason.items()]
    lines += [consequence] if consequence else []
    lines += _recipients(contacts_of(seminar)) if change else ["Nobody is written to."]
    return Preview(version, change.told if change else 0, tuple(lines))


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _english(texts: Texts) -> str:
    return texts.in_language("en")[0]


def _rows(seminar: Seminar) -> Rows:
    """All that can differ: (what, language or "") and how it is."""
    present, venue = appointment(seminar), venue_of(seminar)
    rows = {("when", ""): _when(seminar), ("lasts", ""): _length(seminar)}
    for language in current_app.config["LANGUAGES"]:
        rows["place", language] = present.place.in_language(language)[0]
    for language in current_app.config["LANGUAGES"]:
        rows["how to get there", language] = venue.directions.in_language(language)[0].replace("\n", " / ") or _NOTHING
    rows["on the map", ""] = f"{venue.latitude},{venue.longitude}" if venue.latitude is not None else _NOTHING
    rows["state", ""] = _STANDINGS[present.standing]
    rows["registration opens", ""] = _moment(seminar, seminar.registration_opens_at, "at once")
    rows["registration closes", ""] = _moment(seminar, seminar.registration_closes_at, "when it begins")
    rows["agenda", ""] = _agenda(seminar)
    return rows


def _when(seminar: Seminar) -> str:
    starts_at, zone = seminar.starts_at, seminar.timezone
    words = capital(when(starts_at, seminar.ends_at, zone, seminar.hours_known, "en"))
    words += f" ({zone_name(starts_at, zone)})" if seminar.hours_known else ", hours not known yet"
    return f"no date; it was {words}" if seminar.is_postponed else words


def _length(seminar: Seminar) -> str:
    if not seminar.hours_known:
        return counted((seminar.last_day - seminar.in_zone(seminar.starts_at).date()).days + 1, "day", "days")
    hours, minutes = divmod(round((seminar.ends_at - seminar.starts_at).total_seconds()) // 60, 60)
    return " ".join(f"{number} {unit}" for number, unit in ((hours, "h"), (minutes, "min")) if number)


def _moment(seminar: Seminar, instant: datetime | None, otherwise: str) -> str:
    return moment(instant, seminar.timezone, "en") if instant else otherwise


def _agenda(seminar: Seminar) -> str:
    """ "3 items, 10:00–14:30"; without any hours there is nothing that could move."""
    hours = [clock for session in seminar.sessions for clock in (session.starts, session.ends) if clock]
    items = counted(len(seminar.sessions), "item", "items")
    return f"{items}, {min(hours):%H:%M}–{max(hours):%H:%M}" if hours else ""


def _clock(seminar: Seminar) -> tuple[bool, str, str]:
    start, end = (f"{seminar.in_zone(each):%H:%M}" for each in (seminar.starts_at, seminar.ends_at))
    return seminar.hours_known, start, end


def _differences(before: Rows, after: Rows) -> Iterator[str]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for (what, language), new in after.items():
        if before[what, language] != new:
            found.setdefault((what, before[what, language], new), []).append(language)
    for (what, old, new), languages in found.items():
        yield f"  {what} ({', '.join(languages)}):" if any(languages) else f"  {what}:"
        yield f"      {old}"
        yield f"   -> {new}"


def _what_stays(seminar: Seminar, before: Rows, after: Rows, *, has_new_clock: bool) -> Iterator[str]:
    agenda, position = after["agenda", ""], after["on the map", ""]
    if agenda != before["agenda", ""]:
        yield "The agenda moves along."
    elif agenda and has_new_clock:
        yield f"The agenda stays as it is ({agenda}); correct it on the seminar's page."
    is_elsewhere = any(before[key] != after[key] for key in after if key[0] == "place")
    if is_elsewhere and position == before["on the map", ""] != _NOTHING:
        yield f"The position on the map stays {position}; give --position if it is another one."


def _recipients(contacts: list[Registration]) -> Iterator[str]:
    if not contacts:
        yield "Nobody is registered, so nobody is written to."
    mailed, others = [one for one in contacts if one.email], [one for one in contacts if not one.email]
    if mailed:
        states, languages = Counter(one.status for one in mailed), Counter(one.language for one in mailed)
        whom, in_which = _numbers(states, _STATES.get), _numbers(languages, lambda code: f"in {language_name(code)}")
        yield f"It writes to {counted(len(mailed), 'person', 'people')}: {whom} ({in_which})."
        yield from (f"  {one.full_name} <{one.email}>" for one in mailed[:NAMES_SHOWN])
    if contacts and not mailed:
        yield "It writes to nobody."
    if len(mailed) > NAMES_SHOWN:
        yield f"  and {len(mailed) - NAMES_SHOWN} more"
    if mailed and mails_are_lost():
        yield "No mail server is set, so nobody would get these mails. Set SEMINARS_MAIL_SERVER first."
    if others:
        have = counted(len(others), "person has", "people have")
        yield f"{have} no e-mail address; tell them yourself:"
        yield from (f"  {one.full_name}, {one.phone or 'no phone number either'}" for one in others)


def _numbers(found: Counter, in_words: Callable[..., str]) -> str:
    return ", ".join(f"{number} {in_words(each)}" for each, number in found.most_common())
