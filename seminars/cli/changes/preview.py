"""What a change of a seminar would do, in words for a terminal: old and new, and whom it writes to."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from flask import current_app

from seminars.domain.seminars.plan import Plan
from seminars.domain.seminars.preview import Preview, Recipients
from seminars.formats.times.zones import moment, when
from seminars.i18n import Texts, capital, language_name
from seminars.local_times import on_the_clock
from seminars.mail.maildir import mails_are_lost
from seminars.models import Appointment, Seminar, Standing, Status

Rows = dict[tuple[str, str], str]

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


def lines_of(preview: Preview, seminar: Seminar, *, consequence: str) -> list[str]:
    """What is shown before the question; `consequence` says what the change brings besides."""
    before, after = _rows(preview.before), _rows(preview.after)
    lines = [f"{_english(seminar.title)}, {_english(seminar.town.name)}", *_differences(before, after)]
    if preview.is_correction:
        return [*lines, "Nobody is written to."]
    lines += _what_stays(preview, before, after)
    lines += [f"Reason ({language}): {text}" for language, text in preview.reason.items()]
    lines += [consequence] if consequence else []
    return [*lines, *_recipients(preview.recipients)]


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _english(texts: Texts) -> str:
    return texts.in_language("en")[0]


def _rows(plan: Plan) -> Rows:
    """All that can differ: (what, language or "") and how it is."""
    present, venue = plan.appointment, plan.venue
    rows = {("when", ""): _when(present), ("lasts", ""): _length(present)}
    for language in current_app.config["LANGUAGES"]:
        rows["place", language] = present.place.in_language(language)[0]
    for language in current_app.config["LANGUAGES"]:
        rows["how to get there", language] = venue.directions.in_language(language)[0].replace("\n", " / ") or _NOTHING
    rows["on the map", ""] = f"{venue.latitude},{venue.longitude}" if venue.latitude is not None else _NOTHING
    rows["state", ""] = _STANDINGS[present.standing]
    rows["registration opens", ""] = _moment(present, plan.opens, "at once")
    rows["registration closes", ""] = _moment(present, plan.closes, "when it begins")
    rows["agenda", ""] = _agenda(plan)
    return rows


def _when(present: Appointment) -> str:
    words = capital(when(present.starts_at, present.ends_at, present.timezone, present.hours_known, "en"))
    words += "" if present.hours_known else ", hours not known yet"
    return f"no date; it was {words}" if present.standing == Standing.POSTPONED else words


def _length(present: Appointment) -> str:
    if not present.hours_known:
        return counted(_days(present), "day", "days")
    hours, minutes = divmod(round((present.ends_at - present.starts_at).total_seconds()) // 60, 60)
    return " ".join(f"{number} {unit}" for number, unit in ((hours, "h"), (minutes, "min")) if number)


def _days(present: Appointment) -> int:
    """With unknown hours it ends at the midnight after its last day."""
    first, last = present.starts_at, present.ends_at - timedelta(microseconds=1)
    return (on_the_clock(last, present.timezone).date() - on_the_clock(first, present.timezone).date()).days + 1


def _moment(present: Appointment, instant: datetime | None, otherwise: str) -> str:
    return moment(instant, present.timezone, "en") if instant else otherwise


def _agenda(plan: Plan) -> str:
    """ "3 items, 10:00–14:30"; without any hours there is nothing that could move."""
    hours = [clock for item in plan.agenda for clock in (item.starts, item.ends) if clock]
    items = counted(len(plan.agenda), "item", "items")
    return f"{items}, {min(hours):%H:%M}–{max(hours):%H:%M}" if hours else ""


def _differences(before: Rows, after: Rows) -> Iterator[str]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for (what, language), new in after.items():
        if before[what, language] != new:
            found.setdefault((what, before[what, language], new), []).append(language)
    for (what, old, new), languages in found.items():
        yield f"  {what} ({', '.join(languages)}):" if any(languages) else f"  {what}:"
        yield f"      {old}"
        yield f"   -> {new}"


def _what_stays(preview: Preview, before: Rows, after: Rows) -> Iterator[str]:
    agenda, position = after["agenda", ""], after["on the map", ""]
    if preview.before.hours != preview.after.hours:
        yield "The agenda moves along."
    elif preview.agenda_stays:
        yield f"The agenda stays as it is ({agenda}); correct it on the seminar's page."
    if preview.is_elsewhere and position == before["on the map", ""] != _NOTHING:
        yield f"The position on the map stays {position}; give --position if it is a different one."


def _recipients(recipients: Recipients) -> Iterator[str]:
    told, others = recipients.told, recipients.unreachable
    if not told and not others:
        yield "Nobody is registered, so nobody is written to."
    elif not told:
        yield "It writes to nobody."
    else:
        yield from _written_to(recipients)
    if others:
        have = counted(len(others), "person has", "people have")
        yield f"{have} no e-mail address; tell them yourself:"
        yield from (f"  {one.name}, {one.phone or 'no phone number either'}" for one in others)


def _written_to(recipients: Recipients) -> Iterator[str]:
    told, named = recipients.told, recipients.first
    states = _numbers(recipients.by_status, _STATES.__getitem__)
    languages = _numbers(recipients.by_language, lambda code: f"in {language_name(code)}")
    yield f"It writes to {counted(told, 'person', 'people')}: {states} ({languages})."
    yield from (f"  {one.name} <{one.email}>" for one in named)
    if told > len(named):
        yield f"  and {told - len(named)} more"
    if mails_are_lost():
        yield "No mail server is set, so nobody would get these mails. Set SEMINARS_MAIL_SERVER first."


def _numbers(found: Mapping[str, int], in_words: Callable[[str], str]) -> str:
    return ", ".join(f"{number} {in_words(each)}" for each, number in Counter(found).most_common())
