"""One seminar's registrations: who comes, and one of them with the messages about it."""

import re
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from seminars import clock
from seminars.domain.guard import groups, suspicion
from seminars.domain.lists import counts, log, search, statistics, twins
from seminars.domain.notices import by_hand, telling
from seminars.domain.organisers.roles import Act
from seminars.domain.outbox import messages
from seminars.domain.people import consents
from seminars.domain.registrations import approvals
from seminars.domain.registrations.by_organisers import mended_addresses, unions
from seminars.domain.seating import queue, seats
from seminars.models import OrganisationKind, Seminar, Status
from seminars.organiser import columns
from seminars.organiser.access import get_registration, get_seminar, may, page_number
from seminars.organiser.log.days import by_day
from seminars.organiser.registrations import decisions
from seminars.text import beginning, clean_line, is_within

LONGEST_SEARCH = 200

blueprint = Blueprint("registrations", __name__, url_prefix="/seminars/<slug>/registrations")


@blueprint.get("")
def index(slug: str) -> ResponseReturnValue:
    seminar = get_seminar(slug, Act.PEOPLE)
    chosen = _chosen()
    page = _found(seminar, chosen)
    last_messages = messages.last_of([registration.id for registration in page.rows])
    return render_template(
        "organiser/registrations/index.html",
        seminar=seminar,
        taken=seats.seats_taken(seminar.id),
        reached=search.count_by_reach(seminar),
        counts=counts.counts_by_status(seminar),
        undelivered=messages.undelivered([seminar.id]).get(seminar.id, 0),
        page=page,
        chosen=chosen,
        statuses=Status,
        kinds=OrganisationKind,
        removed=statistics.find_removed(seminar),
        places=queue.places_in_queue(seminar),
        last_messages=last_messages,
        columns=columns.of_people(page.rows, last_messages=last_messages, may_decide=may(Act.DECIDE, seminar)),
        sorts=search.SORTS,
        **_to_be_looked_at(seminar),
    )


@blueprint.get("/<code>")
def show(slug: str, code: str) -> ResponseReturnValue:
    registration = get_registration(slug, code, Act.PEOPLE, also_erased=True)
    about, history = messages.about(registration), log.history_of(registration)
    may_decide = may(Act.DECIDE, registration.seminar)
    sendable = messages.sendable(about) if may_decide else set()
    may_be_mended = may_decide and mended_addresses.may_be_mended(registration, now=clock.now())
    return render_template(
        "organiser/registrations/show.html",
        registration=registration,
        seminar=registration.seminar,
        party=[member for member in registration.party.members if member is not registration],
        twins=twins.twins_of(registration),
        united_with=unions.find_kept(registration),
        shares_organisation=consents.shares_organisation,
        address_may_be_mended=may_be_mended,
        queue_place=queue.place_in_queue(registration.party) if registration.status == Status.WAITING else None,
        approval_makes_wait=approvals.would_wait(registration, now=clock.now()),
        seats_after=decisions.seats_after(registration, registration.status),
        messages=about,
        days=by_day(history.rows, registration.seminar, on_page_of=registration),
        has_more_history=history.has_more,
        sendable=sendable,
        may_decide=may_decide,
        columns=columns.of_a_persons_messages(about, sendable=sendable, address_may_be_mended=may_be_mended),
    )


def _found(seminar: Seminar, chosen: dict[str, str]) -> search.Page:
    return search.registrations_of(
        seminar,
        search=chosen["q"],
        status=Status(chosen["status"]) if chosen["status"] else None,
        reach=search.Reach(chosen["mail"]) if chosen["mail"] else None,
        group_no=int(chosen["group"]) if chosen["group"] else None,
        kind=OrganisationKind(chosen["kind"]) if chosen["kind"] else None,
        sort=chosen["sort"],
        falling=chosen["order"] == "falling",
        number=page_number(request.args.get("page", "")),
    )


def _to_be_looked_at(seminar: Seminar) -> dict[str, Any]:
    """What stands above the list: who may be one person or one group, and who is not told of a change yet."""
    return {
        "hoarding": suspicion.hoarding(seminar),
        "groups": groups.of_seminar(seminar),
        "twins": twins.twins(seminar),
        "telling": telling.find_open(seminar.id),
        "to_be_told": telling.number_of_people(seminar),
        "by_hand": by_hand.find(seminar, now=clock.now()),
    }


def _clean(typed: str) -> str:
    typed = beginning(typed, LONGEST_SEARCH)
    return clean_line(typed) if is_within(typed, LONGEST_SEARCH) else ""


def _chosen() -> dict[str, str]:
    """Search, filter and order of the address, each as one that exists."""
    names = ("q", "status", "mail", "group", "kind", "sort", "order")
    typed = {name: _clean(request.args.get(name, "")) for name in names}
    return {
        "q": typed["q"],
        "status": typed["status"] if typed["status"] in list(Status) else "",
        "mail": typed["mail"] if typed["mail"] in list(search.Reach) else "",
        "group": typed["group"] if re.fullmatch("[0-9]{1,9}", typed["group"]) else "",
        "kind": typed["kind"] if typed["kind"] in list(OrganisationKind) else "",
        "sort": typed["sort"] if typed["sort"] in search.SORTS else "registered",
        "order": "falling" if typed["order"] == "falling" else "rising",
    }
