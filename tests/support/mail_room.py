"""What arrives in mailboxes while people type addresses into forms and a worker looks every now and then."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from acts import write
from factories import ADA, make_registration
from sqlalchemy import select, update

from seminars.domain.notices import together
from seminars.extensions import db
from seminars.models import CARRIES_OTHERS, Message, MessageState, Registration, Seminar

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
QUEUED, SENT = MessageState.QUEUED, MessageState.SENT


class MailRoom:
    """Time passes by `look`; nothing is rendered."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def type_in(self, seminar: Seminar, number: int, address: str = "victim@mail.ru") -> Registration:
        """Somebody signs the person with this number up under the address."""
        person = replace(ADA, given_name=f"Ada {letters(number)}", email=address)
        return make_registration(seminar, person, now=self.now)

    def wait(
        self, *, until: datetime, every: timedelta = MINUTE, meanwhile: Callable[[], object] = lambda: None
    ) -> None:
        """The worker looks each time that so much has passed, and before that `meanwhile` happens."""
        while self.now < until:
            self.now += every
            meanwhile()
            self.look()

    def look(self) -> None:
        """What has waited long enough is gathered, and what is due leaves."""
        for bundle in together.ripe(now=self.now):
            write(lambda each=bundle: together.merge(db.session.get_one(Seminar, each.seminar_id), each, now=self.now))
        due = update(Message).where(Message.state == QUEUED, Message.due_at <= self.now)
        write(lambda: db.session.execute(due.values(state=SENT, sent_at=self.now, due_at=self.now, facts={})))


def sent() -> list[Message]:
    """All mails that have left, the first before all."""
    return list(db.session.scalars(select(Message).filter_by(state=SENT).order_by(Message.sent_at, Message.id)))


def most_within_a_day(messages: list[Message]) -> int:
    moments = [message.sent_at for message in messages]
    return max(sum(first <= each < first + DAY for each in moments) for first in moments)


def waited_for() -> list[timedelta]:
    """From when each answer was written until it left, alone or with others; all of them must have."""
    carriers = {each.id: each for each in db.session.scalars(select(Message).where(Message.kind.in_(CARRIES_OTHERS)))}
    answers = db.session.scalars(select(Message).where(Message.kind.not_in(CARRIES_OTHERS)).order_by(Message.id)).all()
    assert Counter(each.state for each in answers).keys() <= {SENT, MessageState.MERGED}
    return [(carriers.get(each.merged_into_id) or each).sent_at - each.created_at for each in answers]


def letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
