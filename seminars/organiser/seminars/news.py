"""What is new at a seminar, in the words of its row in the list: RULES stand in the order of importance, first what
waits for the organiser, and a row tells the first MOST of them. One without any is told by its places alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from flask_babel.speaklater import LazyString

from seminars.domain.organisers.roles import Act
from seminars.domain.seminars.editing import what_is_missing
from seminars.domain.today.tour import Facts
from seminars.formats.times import short
from seminars.i18n import capital, chosen_language, gettext, lazy_gettext, local_date, ngettext
from seminars.models import Status

MOST = 2
PEOPLE, EDIT = "organiser.registrations.index", "organiser.seminars.edit"
OPENED_BY = {PEOPLE: Act.PEOPLE, EDIT: Act.EDIT}
DRAFTS: Mapping[tuple[str, ...], LazyString] = {
    (): lazy_gettext("Draft, ready to be published"),
    ("title",): lazy_gettext("Draft: the title is missing"),
    ("capacity",): lazy_gettext("Draft: the number of places is missing"),
    ("title", "capacity"): lazy_gettext("Draft: title and number of places are missing"),
}


@dataclass(frozen=True)
class News:
    """`tone` is one of the style sheet's ok, few, off, bad; `leads_to` is the endpoint at which it is looked into, ""
    where there is nothing to look into, and `values` belong to its address; `is_quiet` where nothing has to be done."""

    words: str
    tone: str
    leads_to: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    is_quiet: bool = False


def news_of(facts: Facts) -> list[News]:
    """Those that concern the reader, each leading only to where they may go."""
    found = [news for act, rule in RULES if act in facts.acts and (news := rule(facts))]
    return [each if OPENED_BY.get(each.leads_to) in facts.acts else _leading_nowhere(each) for each in found[:MOST]]


def _leading_nowhere(news: News) -> News:
    return replace(news, leads_to="", values={})


def _whether_it_takes_place(facts: Facts) -> News | None:
    if not facts.seminar.is_public:
        return News(str(DRAFTS[tuple(what_is_missing(facts.seminar))]), "few", EDIT)
    if facts.seminar.is_cancelled:
        return News(gettext("Cancelled"), "bad")
    return News(gettext("Postponed"), "few") if facts.seminar.is_postponed else None


def _to_be_told(facts: Facts) -> News | None:
    number = facts.to_be_told
    words = ngettext("%(num)d person to be told by phone", "%(num)d people to be told by phone", number)
    return News(words, "bad", PEOPLE, {"_anchor": "by-hand"}) if number else None


def _undelivered(facts: Facts) -> News | None:
    number = facts.undelivered
    words = ngettext("%(num)d mail did not arrive", "%(num)d mails did not arrive", number)
    return News(words, "bad", PEOPLE) if number else None


def _pending(facts: Facts) -> News | None:
    number = facts.number(Status.PENDING)
    words = ngettext("%(num)d awaits your decision", "%(num)d await your decision", number)
    return News(words, "few", PEOPLE, {"status": Status.PENDING}) if number else None


def _too_many(facts: Facts) -> News | None:
    excess = facts.entry.taken - (facts.seminar.capacity or facts.entry.taken)
    is_coming = facts.may_be_decided and excess > 0
    return News(capital(gettext("over by %(number)s", number=excess)), "few", PEOPLE) if is_coming else None


def _queue(facts: Facts) -> News | None:
    """Whoever waits while places are free waits for the organiser: offers come too late, or a party is too large."""
    offered, waiting = facts.number(Status.OFFERED), facts.number(Status.WAITING)
    free = max(0, (facts.seminar.capacity or 0) - facts.entry.taken)
    if waiting and free:
        words = gettext("%(waiting)s waiting, places free: %(free)s", waiting=waiting, free=free)
    elif waiting and offered:
        words = gettext("%(offered)s offered, %(waiting)s waiting", offered=offered, waiting=waiting)
    elif waiting or offered:
        words = (
            gettext("%(number)s waiting", number=waiting) if waiting else gettext("%(number)s offered", number=offered)
        )
    else:
        return None
    values = {"status": Status.WAITING, "sort": "queue"} if waiting else {"status": Status.OFFERED}
    return News(capital(words), "few", PEOPLE, values, is_quiet=not (waiting and free))


def _recap(facts: Facts) -> News | None:
    is_missing = facts.seminar.takes_place and facts.seminar.is_over(facts.now) and not facts.seminar.recap
    return News(gettext("No recap yet"), "few", EDIT) if is_missing else None


def _closes_soon(facts: Facts) -> News | None:
    closes = facts.seminar.registration_closes_at
    if closes is None or not facts.entry.takes_registrations or not facts.seminar.takes_place:
        return None
    zone, today = facts.seminar.timezone, local_date(facts.now, facts.seminar.timezone)
    words = {
        today: gettext("Registration closes today"),
        today + timedelta(days=1): gettext("Registration closes tomorrow"),
    }.get(local_date(closes, zone))
    return News(words, "few", EDIT) if words else None


def _opens_later(facts: Facts) -> News | None:
    opens, seminar = facts.seminar.registration_opens_at, facts.seminar
    if opens is None or facts.entry.state != "not_open" or not seminar.takes_place:
        return None
    today = local_date(facts.now, seminar.timezone)
    day = short.day(local_date(opens, seminar.timezone), chosen_language(), today=today)
    return News(gettext("Registration opens on %(day)s", day=day), "off")


def _why_closed(facts: Facts) -> News | None:
    if not facts.seminar.takes_place or facts.seminar.is_over(facts.now):
        return None
    words = {
        "over": gettext("It has begun"),
        "closed": gettext("Registration closed"),
        "elsewhere": gettext("Registration with the host"),
    }.get(facts.entry.state)
    return News(words, "off") if words else None


RULES: tuple[tuple[Act, Callable[[Facts], News | None]], ...] = (
    (Act.SEE_FIGURES, _whether_it_takes_place),
    (Act.DECIDE, _to_be_told),
    (Act.DECIDE, _undelivered),
    (Act.DECIDE, _pending),
    (Act.SEE_FIGURES, _too_many),
    (Act.SEE_FIGURES, _queue),
    (Act.EDIT, _recap),
    (Act.SEE_FIGURES, _closes_soon),
    (Act.SEE_FIGURES, _opens_later),
    (Act.SEE_FIGURES, _why_closed),
)
