"""Columns of lists: the heads, by names that templates know, of those in which any row of the page has a value."""

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

from seminars.i18n import gettext
from seminars.models import Message, MessageState, Registration
from seminars.organiser.words import trouble

Columns = dict[str, str]
HasValue = Callable[[Any], object]


def shown(columns: Mapping[str, tuple[str, HasValue]], rows: Iterable[Any]) -> Columns:
    """`columns` are heads and what makes a row have a value, by name; what is left stays in their order."""
    listed = list(rows)
    return {name: head for name, (head, has_value) in columns.items() if any(has_value(row) for row in listed)}


def of_people(people: Iterable[Registration], *, last_messages: Mapping[int, Message], may_decide: bool) -> Columns:
    columns: dict[str, tuple[str, HasValue]] = {
        "name": (gettext("Name"), _always),
        "status": (gettext("State"), _always),
        "code": (gettext("Code"), _always),
        "organisation": (gettext("Organisation"), lambda each: each.organisation or each.organisation_kind),
        "town": (gettext("Town"), lambda each: each.town),
        "reach": (gettext("E-mail, phone"), lambda each: each.email or each.phone),
        "mail": (gettext("Last mail"), lambda each: each.id in last_messages),
        "registered": (gettext("Registered"), _always),
        "acts": (gettext("Actions"), lambda each: may_decide and each.is_active),
    }
    return shown(columns, people)


def of_hosts_list(people: Iterable[Any]) -> Columns:
    columns: dict[str, tuple[str, HasValue]] = {
        "name": (gettext("Name"), _always),
        "organisation": (gettext("Organisation"), lambda each: each.organisation),
    }
    return shown(columns, people)


def of_messages(messages: Iterable[Message], *, tells_seminar: bool) -> Columns:
    columns: dict[str, tuple[str, HasValue]] = {
        "recipient": (gettext("Recipient"), _always),
        "message": (gettext("Message"), _always),
        "seminar": (gettext("Seminar"), lambda _each: tells_seminar),
        "language": (gettext("Language"), _always),
        "state": (gettext("State"), _always),
        "trouble": (gettext("Reason"), trouble),
        "written": (gettext("Written"), _always),
    }
    return shown(columns, messages)


def of_a_persons_messages(
    messages: Iterable[Message], *, sendable: Container[int], address_may_be_mended: bool
) -> Columns:
    def may_be_acted_on(each: Message) -> bool:
        return each.id in sendable or (each.state == MessageState.FAILED and address_may_be_mended)

    columns: dict[str, tuple[str, HasValue]] = {
        "message": (gettext("Message"), _always),
        "recipient": (gettext("Recipient"), lambda each: each.to),
        "state": (gettext("State"), _always),
        "trouble": (gettext("Reason"), trouble),
        "written": (gettext("Written"), _always),
        "sent": (gettext("Sent"), lambda each: each.sent_at),
        "acts": (gettext("Actions"), may_be_acted_on),
    }
    return shown(columns, messages)


def _always(_row: object) -> bool:
    return True
