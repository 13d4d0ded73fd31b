"""What a change would do, in the words of the page that shows it before it is done."""

from dataclasses import replace
from typing import NamedTuple

from seminars.domain.seminars.plan import Plan
from seminars.domain.seminars.preview import Preview
from seminars.formats import change_words
from seminars.i18n import LANGUAGES, gettext, language_name


class Row(NamedTuple):
    """One thing that is different, in the words of a language; `stays` if the hall is left as it was in this one."""

    language: str
    label: str
    old: str
    new: str
    stays: bool = False


def what_changes(preview: Preview, language: str) -> list[Row]:
    """Time and place, old and new: the place in every language, even where its hall was left as it was."""
    old, new = preview.before.appointment, preview.after.appointment
    times = change_words.what_changed(old, replace(new, place=old.place), language)
    places = [_place(preview, language, gettext("Where"))]
    for other in (each for each in LANGUAGES if each != language):
        places.append(_place(preview, other, gettext("Where, in %(language)s", language=language_name(other))))
    return [*(Row(language, *each) for each in times), *(row for row in places if row.stays or row.old != row.new)]


def _place(preview: Preview, language: str, label: str) -> Row:
    plans = preview.before, preview.after
    was, will_be = (each.appointment.place.in_language(language)[0] for each in plans)
    old_hall, hall = (_hall(each, language) for each in plans)
    # A hall that is only written differently is the same one, so that its other names go on fitting.
    stays = any(hall) and hall == old_hall and preview.is_elsewhere and not preview.is_correction
    return Row(language, label, was, will_be, stays=stays)


def _hall(plan: Plan, language: str) -> tuple[str, str]:
    """The venue's name and address as they are written in this very language; empty where they are not."""
    return plan.venue.name.get(language, ""), plan.venue.address.get(language, "")


def directions(preview: Preview) -> list[tuple[str, str, str]]:
    """(language, old, new) in each language whose directions are different."""
    old, new = preview.before.venue.directions, preview.after.venue.directions
    both = [(language, old.get(language, ""), new.get(language, "")) for language in LANGUAGES]
    return [(language, was, will_be) for language, was, will_be in both if was != will_be]
