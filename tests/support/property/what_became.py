"""What a step did to the registrations of one seminar, and what PRODUCT's rules say that it must have done.

The rules are written down here a second time, from the product's description and not from its code.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from seminars.extensions import db
from seminars.models import Activity, Invitation, Message, Party, Registration, Seminar, Submission, Telling

# from → to: (the message to the contact, the calendar part)
MESSAGES = {
    (None, "confirmed"): ("registration_confirmed", "REQUEST"),
    (None, "pending"): ("registration_pending", None),
    (None, "waiting"): ("registration_waiting", None),
    ("pending", "confirmed"): ("registration_confirmed", "REQUEST"),
    ("pending", "waiting"): ("registration_waiting", None),
    ("pending", "declined"): ("registration_declined", None),
    ("waiting", "offered"): ("registration_offered", None),
    ("offered", "confirmed"): ("registration_confirmed", "REQUEST"),
    ("offered", "waiting"): ("offer_lapsed", None),
    ("offered", "expired"): ("offer_expired", None),
    ("offered", "cancelled"): ("registration_cancelled", None),
    ("waiting", "cancelled"): ("registration_cancelled", None),
    ("pending", "cancelled"): ("registration_cancelled", None),
    ("confirmed", "cancelled"): ("registration_cancelled", "CANCEL"),
    ("cancelled", "confirmed"): ("registration_confirmed", "REQUEST"),
}
CALENDAR_PARTS = {"seminar_moved": "REQUEST", "seminar_postponed": "CANCEL", "seminar_cancelled": "CANCEL"}
TAKES = ("confirmed", "offered")
ACTIVE = ("pending", "confirmed", "waiting", "offered")
# By which act alone a state may turn into another one.
ONLY_BY = {
    ("pending", "confirmed"): {"approve"},
    ("pending", "waiting"): {"approve"},
    ("pending", "declined"): {"decline"},
    ("offered", "confirmed"): {"accept"},
    ("offered", "waiting"): {"lapse_offers", "accept", "postpone"},
    ("offered", "expired"): {"lapse_offers", "accept"},
    ("cancelled", "confirmed"): {"restore"},
}
LEAVING = {"cancel_registration", "disavow", "correct_address", "change_address"}


@dataclass(frozen=True)
class Seen:
    """Rows of one seminar by id, each as a mapping from column to value; `forms` are the submissions."""

    seminar: dict
    people: dict[int, dict]
    parties: dict[int, dict]
    messages: dict[int, dict]
    log: dict[int, dict]
    invitations: dict[int, dict]
    forms: dict[int, dict]
    tellings: dict[int, dict]

    @property
    def taken(self) -> int:
        return sum(each["status"] in TAKES for each in self.people.values())

    def waiting(self) -> dict[int, int]:
        """How many wait, by party."""
        return Counter(each["party_id"] for each in self.people.values() if each["status"] == "waiting")


def see(seminar_id: int) -> Seen:
    about = (Registration, Party, Message, Activity, Invitation, Submission, Telling)
    (seminar,) = _rows(Seminar, Seminar.id == seminar_id).values()
    return Seen(seminar, *(_rows(model, model.seminar_id == seminar_id) for model in about))


def _rows(model, condition) -> dict[int, dict]:
    (key,) = model.__table__.primary_key
    found = db.session.execute(select(model.__table__).where(condition).order_by(key))
    return {row._mapping[key]: dict(row._mapping) for row in found}


def compare(before: Seen, after: Seen, *, act: str, forced: bool) -> None:
    """Fails on whatever one act must not do."""
    assert after.seminar["capacity"] >= after.taken or after.taken <= before.taken or forced
    for number, person in after.people.items():
        was = before.people[number]["status"] if number in before.people else None
        if was is not None and was != person["status"]:
            _step_is_allowed(was, person["status"], act)
    for number, party in after.parties.items():
        assert party["lapses"] <= 2
        if number not in before.parties:
            assert party["queue_no"] > max((each["queue_no"] for each in before.parties.values()), default=0)
    for number, invitation in before.invitations.items():
        assert after.invitations[number]["sequence"] >= invitation["sequence"]
    _is_fair(before, after)
    _each_is_told(before, after, act)
    _change_is_told_first(before, after)
    for number, telling in after.tellings.items():
        was = before.tellings.get(number, {"ended_at": None})
        if telling["ended_at"] and not was["ended_at"] and act == "tell":
            _everybody_is_told(after, telling)


def _step_is_allowed(was: str, now: str, act: str) -> None:
    assert was in ACTIVE or (was, now) == ("cancelled", "confirmed"), (was, now)
    assert was != "confirmed" or now == "cancelled"
    # One act may do two steps: whoever lapses to the end of the queue may be its only one, and is offered it again.
    assert (was, now) in MESSAGES or act == "approve", (was, now)
    if now == "cancelled":
        assert act in LEAVING
    elif (was, now) in ONLY_BY:
        assert act in ONLY_BY[was, now], (was, now, act)


def _is_fair(before: Seen, after: Seen) -> None:
    """Whoever was offered a seat in turn has passed nobody: at most those whose party is larger, where it may, and
    those who are more than the hall has seats, and so hold up nobody."""
    still, sizes = after.waiting(), before.waiting()
    for row in _new(before.log, after.log):
        if row["to_status"] != "offered" or row["details"].get("out_of_turn"):
            continue
        party = after.people[row["registration_id"]]["party_id"]
        number = after.parties[party]["queue_no"]
        size = sum(each["party_id"] == party and each["status"] == "offered" for each in after.people.values())
        for other in still.keys() & sizes.keys():
            if still[other] > after.seminar["capacity"]:
                continue
            if after.parties[other]["queue_no"] < number and other != party:
                assert after.seminar["smaller_party_may_pass"]
                assert still[other] > size


def _each_is_told(before: Seen, after: Seen, act: str) -> None:
    """Each change of state, once for each party, by the message and with the calendar part that the table names."""
    posted = {each["dedup"]: each for each in _new(before.messages, after.messages)}
    placed = {number for number, each in before.people.items() if each["status"] == "confirmed"}
    for first, *others in _changes_of_state(before, after):
        step = first["from_status"], first["to_status"]
        address = _address(after, first["registration_id"])
        key = after.people[first["registration_id"]]["email_key"]
        had = any(after.people[each]["email_key"] == key for each in placed)
        ids = {each["registration_id"] for each in (first, *others)}
        placed = placed | ids if step[1] == "confirmed" else placed - ids
        has = any(after.people[each]["email_key"] == key for each in placed)
        if not address or first["kind"] == "offer_taken_back":
            continue
        message = posted[f"{step[1]}-{first['registration_id']}-{first['id']}"]
        kind, part = MESSAGES[step]
        if step[1] == "cancelled" and first["actor"] != "person":
            kind = "registration_withdrawn"
        assert message["kind"] == kind
        if act not in ("correct_address", "change_address"):  # there the key has changed meanwhile
            assert message["calendar_method"] == (part if had != has else None), step


def _changes_of_state(before: Seen, after: Seen) -> Iterator[list[dict]]:
    """The new rows of the log that change a state, those of one party together."""
    group: list[dict] = []
    for row in _new(before.log, after.log):
        if row["to_status"] is None:
            continue
        if "with" in row["details"]:
            assert row["details"]["with"] == group[0]["id"]
            group.append(row)
            continue
        if group:
            yield group
        group = [row]
    if group:
        yield group


def _change_is_told_first(before: Seen, after: Seen) -> None:
    """To whom the last change is still being told, no other mail comes before that one; it has the calendar part of
    whoever has a place."""
    for telling in after.tellings.values():
        told = _told(after, telling)
        for message in _new(before.messages, after.messages):
            person = after.people.get(message["registration_id"])
            if person and message["dedup"].startswith("changed-"):
                part = CALENDAR_PARTS[message["kind"]] if person["status"] == "confirmed" else None
                assert message["calendar_method"] == part or message["calendar_method"] is None
            elif person and person["party_id"] in _meant(after, telling) and not telling["ended_at"]:
                assert told[person["party_id"]] < message["id"], message


def _everybody_is_told(after: Seen, telling: dict) -> None:
    """Each party whose contact is active and has an address, and was there when it changed."""
    assert _meant(after, telling) - _told(after, telling).keys() == set()
    assert telling["told"] == len(_told(after, telling))


def _told(seen: Seen, telling: dict) -> dict[int, int]:
    """The message that tells of the change, by party; a second one would have the same key."""
    ends = f"-{telling['change_id']}-{telling['ical_sequence']}"
    of_it = ((each, each["dedup"].split("-")) for each in seen.messages.values() if each["dedup"].endswith(ends))
    return {int(words[1]): each["id"] for each, words in of_it if words[0] == "changed"}


def _meant(seen: Seen, telling: dict) -> set[int]:
    return {
        each["party_id"]
        for number, each in seen.people.items()
        if each["is_contact"] and each["status"] in ACTIVE and each["email"]
        if number <= telling["last_registration_id"]
    }


def _address(seen: Seen, registration_id: int) -> str:
    person = seen.people[registration_id]
    party = (each for each in seen.people.values() if each["party_id"] == person["party_id"])
    return person["email"] or next(each["email"] for each in party if each["is_contact"])


def _new(before: dict[int, dict], after: dict[int, dict]) -> Iterator[dict]:
    return (row for number, row in after.items() if number not in before)
