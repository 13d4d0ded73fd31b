"""Needs of a seminar as a whole, and of the installation, in words."""

from flask import current_app

from seminars.domain.today.need import Need
from seminars.formats import change_words
from seminars.formats.times import days, short
from seminars.i18n import chosen_language, gettext, lazy_gettext, ngettext
from seminars.organiser.today.words.sentences import Place, Said

EDIT, MOVE = "organiser.seminars.edit", "organiser.changes.new"
DRAFTS = {
    (): lazy_gettext("Nothing is missing: it can be published."),
    ("title",): lazy_gettext("The title is missing."),
    ("capacity",): lazy_gettext("The number of places is missing."),
    ("title", "capacity"): lazy_gettext("Title and number of places are missing."),
}


def broken(need: Need, place: Place) -> Said:
    zone = current_app.config["TIMEZONE"]
    moment = short.moment(need.since, zone, chosen_language(), now=place.now) if need.since else ""
    detail = gettext("Found on %(moment)s. Tell your operator; the command “seminars check” says more.", moment=moment)
    return Said(gettext("The nightly check found something wrong in the data."), detail=detail, tone="now")


def put_off(need: Need, place: Place) -> Said:
    what = gettext("%(town)s has no new date.", town=place.town)
    about = ngettext("%(num)d person keeps their place.", "%(num)d people keep their places.", need.number)
    detail = gettext("Postponed on %(day)s; nobody is reminded meanwhile.", day=place.day(need.since))
    deed = place.deed(gettext("Set a date"), MOVE, kind="move")
    return Said(what, about if need.number else gettext("Nobody has signed up."), detail, deed, place.town)


def draft(need: Need, place: Place) -> Said:
    seminar = need.get_seminar()
    what = gettext("%(town)s is still a draft.", town=place.town)
    when = days.until(seminar.starts_at, seminar.timezone, now=place.now)
    about = gettext("It is to take place %(when)s.", when=when)
    deed = place.deed(gettext("Finish it"), EDIT)
    return Said(what, about, str(DRAFTS[need.missing]), deed, place.town)


def recap(need: Need, place: Place) -> Said:
    what = gettext("%(town)s is over and has no recap yet.", town=place.town)
    about = ngettext("%(num)d person was signed up.", "%(num)d people were signed up.", need.number)
    detail = gettext("It took place on %(day)s.", day=place.day(need.get_seminar().starts_at))
    deed = place.deed(gettext("Write the recap"), EDIT, _anchor=f"recap-{chosen_language()}")
    return Said(what, about if need.number else gettext("Nobody had signed up."), detail, deed, place.town)


def full(need: Need, place: Place) -> Said:
    detail = ngettext("%(num)d place is taken.", "%(num)d places are taken.", need.number)
    return Said(gettext("%(town)s is full.", town=place.town), detail=detail, tone="quiet")


def changed(need: Need, place: Place) -> Said:
    headline = change_words.headline(need.change.before, need.change.after) if need.change else ""
    detail = gettext("Changed on %(moment)s.", moment=place.moment(need.since))
    return Said(f"{place.town}: {headline}", detail=detail, tone="quiet")
