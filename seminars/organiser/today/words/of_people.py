"""Needs of people, in words."""

from seminars.domain.today.need import Need
from seminars.i18n import gettext, ngettext
from seminars.models import GroupKind, Status
from seminars.organiser.today.words.sentences import Place, Said

PEOPLE, MAILS = "organiser.registrations.index", "organiser.seminar_messages.index"


def by_phone(need: Need, place: Place) -> Said:
    what = ngettext(
        "%(num)d person in %(town)s must be told by phone.",
        "%(num)d people in %(town)s must be told by phone.",
        need.number,
        town=place.town,
    )
    seminar = need.get_seminar()
    if seminar.is_cancelled:
        detail = gettext("The seminar is cancelled, and no mail reaches them.")
    elif seminar.is_postponed:
        detail = gettext("The seminar is postponed, and no mail reaches them.")
    else:
        detail = gettext("The seminar has changed, and no mail reaches them.")
    deed = place.deed(gettext("Open the list"), PEOPLE, _anchor="by-hand")
    return Said(what, detail=detail, deed=deed, town=place.town, tone="now")


def undelivered(need: Need, place: Place) -> Said:
    what = ngettext(
        "%(num)d mail about %(town)s did not arrive.",
        "%(num)d mails about %(town)s did not arrive.",
        need.number,
        town=place.town,
    )
    about = ngettext("%(num)d address is to be corrected.", "%(num)d addresses are to be corrected.", need.to_correct)
    detail = gettext("Since %(moment)s.", moment=place.moment(need.since))
    deed = place.deed(gettext("Look at them"), MAILS, state="failed")
    return Said(what, about if need.to_correct else "", detail, deed, place.town, "now")


def pending(need: Need, place: Place) -> Said:
    what = ngettext(
        "%(num)d sign-up for %(town)s awaits your decision.",
        "%(num)d sign-ups for %(town)s await your decision.",
        need.number,
        town=place.town,
    )
    moment = place.moment(need.since)
    since = gettext("Since %(moment)s.", moment=moment)
    oldest = gettext("The oldest since %(moment)s.", moment=moment)
    detail = f"{since if need.number == 1 else oldest} {_left(need.places_left)}".strip()
    deed = place.deed(gettext("Decide"), PEOPLE, status=Status.PENDING)
    return Said(what, detail=detail, deed=deed, town=place.town, tone="now")


def _left(places: int | None) -> str:
    if places is None:
        return ""
    return (
        ngettext("%(num)d place is left.", "%(num)d places are left.", places)
        if places
        else gettext("No place is left.")
    )


def hoarding(need: Need, place: Place) -> Said:
    what = ngettext(
        "%(num)d place in %(town)s was taken under one address within a day.",
        "%(num)d places in %(town)s were taken under one address within a day.",
        need.number,
        town=place.town,
    )
    detail = gettext("%(address)s: is that one group?", address=need.who)
    return Said(what, detail=detail, deed=place.deed(gettext("Show them"), PEOPLE, q=need.who), town=place.town)


def group(need: Need, place: Place) -> Said:
    what = ngettext(
        "%(num)d person signed up for %(town)s within a short time.",
        "%(num)d people signed up for %(town)s within a short time.",
        need.number,
        town=place.town,
    )
    moment = place.moment(need.since)
    if need.group and need.group.kind == GroupKind.DOMAIN:
        domain = need.group.domain
        detail = gettext(
            "All with addresses at %(domain)s, from %(moment)s on; it may be a company or a school.",
            domain=domain,
            moment=moment,
        )
    else:
        detail = gettext("All from one network, from %(moment)s on; it may be a company or a hall.", moment=moment)
    number = str(need.group.number) if need.group else ""
    return Said(what, detail=detail, deed=place.deed(gettext("Show them"), PEOPLE, group=number), town=place.town)


def offered(need: Need, place: Place) -> Said:
    until = place.moment(need.until)
    if need.number == 1:
        values = {"name": need.who, "town": place.town, "moment": until}
        what = gettext("%(name)s is offered a place in %(town)s until %(moment)s.", **values)
    else:
        what = ngettext(
            "%(num)d place in %(town)s is offered, until %(moment)s.",
            "%(num)d places in %(town)s are offered, the first until %(moment)s.",
            need.number,
            town=place.town,
            moment=until,
        )
    about = ngettext("%(num)d more waits.", "%(num)d more wait.", need.waiting) if need.waiting else ""
    detail = gettext("Nothing to do: whoever does not answer makes room for the next.")
    return Said(what, about, detail, tone="quiet")
