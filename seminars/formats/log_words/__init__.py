"""What happened, in sentences: one row of a table for each kind of row that the log has."""

from collections.abc import Mapping
from dataclasses import dataclass

from seminars import i18n
from seminars.formats.change_words import time_and_place
from seminars.formats.log_words import decisions, messages, organisers, people, seminars
from seminars.formats.log_words.event import Event, Group, Says
from seminars.formats.log_words.fields import named
from seminars.i18n import gettext, lazy_gettext

__all__ = ["Event", "Group", "Line", "actor_in_words", "group_of", "groups_in_words", "kinds_of", "line_of"]

SENTENCES: Mapping[str, Says] = {
    **people.SENTENCES,
    **decisions.SENTENCES,
    **seminars.SENTENCES,
    **messages.SENTENCES,
    **organisers.SENTENCES,
}
# What a newer version of the program wrote, while both run or after a step back.
_UNKNOWN = Says(Group.INSTALLATION, lazy_gettext("%(who)s did something for which this version has no words"))
_THE_PROGRAM = ("system", "system:worker", "program")


@dataclass(frozen=True)
class Line:
    """A sentence in which names still have their places, `who` and `person` among them, so that a page may make links
    of them."""

    pattern: str
    values: Mapping[str, str]

    def __str__(self) -> str:
        return self.pattern % self.values


def line_of(event: Event, language: str) -> Line:
    """The sentence in the present locale; times and places are written as `language` does."""
    pattern = _pattern(event)
    values = {"who": _who(event), "person": _person(event), "fields": named(event.details)}
    if event.after:
        values["now"] = time_and_place(event.after, language)
    return Line(pattern, {name: _at_its_place(name, text, pattern, event) for name, text in values.items()})


def _at_its_place(name: str, text: str, pattern: str, event: Event) -> str:
    """Our words begin a sentence with a capital letter; a name is written as it is."""
    is_name = text in (event.organiser, event.person) or "@" in text
    return i18n.capital(text) if pattern.startswith(f"%({name})s") and not is_name else text


def kinds_of(group: Group) -> list[str]:
    return [kind for kind, says in SENTENCES.items() if says.group == group]


def group_of(kind: str) -> Group:
    return SENTENCES.get(kind, _UNKNOWN).group


def _pattern(event: Event) -> str:
    says = SENTENCES.get(event.kind, _UNKNOWN)
    chosen = says.by_person if event.is_by_person and says.by_person else says.text
    pattern = chosen(event) if callable(chosen) else str(chosen)
    noted = [str(words) for detail, words in says.notes.items() if event.details.get(detail)]
    return f"{pattern} ({', '.join(noted)})" if noted else pattern


def _who(event: Event) -> str:
    """The person themselves, an organiser, the program, or whoever gave a command on the computer."""
    if event.is_by_person:
        return _person(event)
    if event.organiser:
        return event.organiser
    return actor_in_words(event.actor)


def actor_in_words(actor: str) -> str:
    """A name or an address is left as it is."""
    if actor in _THE_PROGRAM:
        return gettext("the system")
    return gettext("the operator") if actor.startswith("system:") else actor


def _person(event: Event) -> str:
    return gettext("somebody whose data was removed") if event.is_erased else event.person


def groups_in_words() -> dict[Group, str]:
    return {
        Group.SIGN_UPS: gettext("Signing up and leaving"),
        Group.DECISIONS: gettext("Decisions and offers"),
        Group.SEMINAR: gettext("Date and state"),
        Group.PAGE: gettext("The page"),
        Group.MESSAGES: gettext("Messages"),
        Group.LISTS: gettext("Lists downloaded"),
        Group.ROLES: gettext("Roles and accounts"),
        Group.INSTALLATION: gettext("The installation"),
    }
