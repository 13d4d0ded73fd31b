"""An organiser says that two registrations are one person's: one holds, the other ends, and nobody loses anything."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from seminars.domain import activity
from seminars.domain.errors import NotActive, TooLate
from seminars.domain.notices import participants
from seminars.domain.people import identity
from seminars.domain.people.sign_up import find_bearers
from seminars.domain.registrations import addresses, leaving
from seminars.domain.registrations.by_organisers.mended_addresses import KnownThere
from seminars.domain.registrations.by_organisers.unions import Union, find_kept, is_worth_less, union_of
from seminars.domain.registrations.waiting_list import serve_waiting_list
from seminars.domain.seating import parties, seats
from seminars.extensions import db
from seminars.models import Activity, ActivityKind, Consent, Detail, Party, Registration, Status, Submission


def unite(one: Registration, other: Registration, *, actor: str, now: datetime | None = None) -> Registration:
    """Let the better of two registrations of one seminar hold, with the address and the answers that were given last,
    and return it. The other ends, and nobody is told of that; whoever signed up with both is one person again, too.
    What is theirs now is told at the address. Said again it changes nothing.

    Raises NotActive if one has ended, TooLate once the seminar is over, and KnownThere if a third registration of one
    of them would be in the way.
    """
    held = seats.hold(one.seminar, now=now)
    for party_id in sorted({one.party_id, other.party_id}):
        parties.under_lock(party_id)
    if (find_kept(one) or one) is (find_kept(other) or other):
        return find_kept(one) or one
    if not all(each.is_active and not each.erased_at for each in (one, other)):
        raise NotActive
    if one.seminar.is_over(held.now):
        raise TooLate
    union = union_of(one, other)
    _unite(union, _doubles(union), actor=actor, held=held)
    serve_waiting_list(one.seminar, held)
    return union.kept


def _unite(union: Union, doubles: list[Registration], *, actor: str, held: seats.Hold) -> None:
    kept = union.kept
    details: dict[str, Any] = {Detail.FIRST_ADDRESS: True} if union.is_first_address else {}
    _take_statement(union)
    if union.stands_alone:
        _stand_alone(kept, held)
    change = activity.record(
        ActivityKind.UNITED,
        actor=actor,
        at=held.now,
        seminar=kept.seminar,
        registration=kept,
        given_up=[each.id for each in doubles],
        **details,
    )
    for double in doubles:
        _give_up(double, change, now=held.now)
    _redirect_forms(union)
    _take_over(union, held)
    if union.address:
        addresses.take_along(kept.party, union.address, change, held)
    if kept.name_key == _nobodys(kept):
        kept.name_key, kept.key_version = identity.name_key(kept.surname, kept.given_name), identity.KEY_VERSION


def _doubles(union: Union) -> list[Registration]:
    """The one that is given up, and those who came with it and are in the kept one's party already. Raises KnownThere
    for any other who would be there twice."""
    kept, doubles = union.kept, [union.given_up]
    together = [kept] if union.stands_alone else kept.party.active_members
    _refuse_name_of_another(union, together)
    for member in together:
        name = (union.answers["surname"], union.answers["given_name"]) if member is kept else _name(member)
        for known in _known_there(union, *name):
            if known in doubles or known in together:
                continue
            if member is kept or known.party_id != union.given_up.party_id or not is_worth_less(known, than=member):
                raise KnownThere(member, known)
            doubles.append(known)
    return doubles


def _refuse_name_of_another(union: Union, together: list[Registration]) -> None:
    """Nobody may be called from now on what another of their party, who stays, is called already."""
    keys = identity.name_keys(union.answers["surname"], union.answers["given_name"])
    if union.kept.name_key in keys:
        return
    for member in together:
        if member not in (union.kept, union.given_up) and member.name_key in keys:
            raise KnownThere(union.kept, member)


def _name(member: Registration) -> tuple[str, str]:
    return member.surname, member.given_name


def _known_there(union: Union, surname: str, given_name: str) -> list[Registration]:
    key = identity.email_key(union.address) if union.address else ""
    return list(find_bearers(identity.name_keys(surname, given_name), seminar_id=union.kept.seminar_id, email_key=key))


def _stand_alone(member: Registration, held: seats.Hold) -> None:
    member.party, member.is_contact = Party(seminar_id=member.seminar_id, queue_no=held.number), True
    db.session.flush()


def _give_up(registration: Registration, change: Activity, *, now: datetime) -> None:
    """It ends, and what was to be told of it is told of the one that is kept."""
    registration.cancelled_at, registration.cancelled_by = now, activity.SAME_PERSON
    told_with = {Detail.WITH: change.id}
    parties.move([registration], Status.CANCELLED, ActivityKind.CANCELLED, actor=change.actor, at=now, **told_with)
    leaving.settle(registration.party)
    if registration.email_key:
        participants.hand_invitation_on(registration, email_key=registration.email_key, now=now)
    addresses.supersede_unsent([registration.id])


def _redirect_forms(union: Union) -> None:
    """A receipt stands for whoever is left of its form, or for the one that is kept."""
    left = next(iter(union.given_up.party.active_members), None)
    for form in db.session.scalars(select(Submission).filter_by(registration_id=union.given_up.id)):
        form.registration, form.created = left or union.kept, form.created and left is not None


def _take_over(union: Union, held: seats.Hold) -> None:
    """What is known of somebody, besides what they said last."""
    kept, given_up = union.kept, union.given_up
    for name, value in union.answers.items():
        setattr(kept, name, value)
    if kept.name_key not in identity.name_keys(kept.surname, kept.given_name):
        kept.name_key = _nobodys(kept)  # until it has its address: a third one may bear the name at either
    kept.note = "\n".join(dict.fromkeys(filter(None, (kept.note, given_up.note))))
    kept.reconfirmed_at = kept.reconfirmed_at or given_up.reconfirmed_at
    kept.checked_in_at, given_up.checked_in_at = kept.checked_in_at or given_up.checked_in_at, None
    kept.changed_at = held.now
    if given_up.email == kept.email:  # or neither has one, and organisers told one of them
        kept.told_change_id = max(kept.told_change_id or 0, given_up.told_change_id or 0) or None
        kept.email_proven_at = kept.email_proven_at or given_up.email_proven_at
    elif union.address == given_up.email:
        kept.told_change_id, kept.email_proven_at = given_up.told_change_id, given_up.email_proven_at
    elif kept.is_contact:
        given_up.token_version += 1  # its link went to the other mailbox


def _nobodys(registration: Registration) -> str:
    return f"#{registration.id}"


def _take_statement(union: Union) -> None:
    """What the contact of a form agreed to last holds, with the moment and the text to which they said it."""
    kept, later = union.kept, union.later
    if later is kept or not later.is_contact:
        return
    kept.language = later.language
    known = {consent.kind: consent for consent in kept.consents}
    for each in later.consents:
        if mine := known.get(each.kind):
            mine.given, mine.at, mine.text_version = each.given, each.at, each.text_version
        else:
            said = Consent(kind=each.kind, given=each.given, at=each.at, text_version=each.text_version)
            kept.consents.append(said)
