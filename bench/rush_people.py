"""The people of a rush: each takes the form, types, sends it until it is taken, and reads the receipt."""

import asyncio
import heapq
import random
import re
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from time import time
from urllib.parse import urlencode

from rush_wire import Answer, Lost, Wire

PAGE = "/en/seminars/pinsk"
FORM, SIGN_UP = f"{PAGE}/registrations/new", f"{PAGE}/registrations"
TYPING = 4.0  # seconds; a form that comes back within 3 is taken for a program's
MOST_TRIES = 60
RELOAD_AFTER = 1.0  # seconds, for those who come before the registration opens
TOLD = {"You have a place.": "confirmed", "You are on the waiting list.": "waiting"}
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_HEADING = re.compile(r"<h1[^>]*>([^<]*)</h1>")


@dataclass
class Person:
    """One visitor with a network address, a cookie and a name of their own. Times are in seconds, instants of `time()`.

    `tries` and `statuses` are those of the POST, one each time the button was pressed; `told` is what the receipt says.
    """

    number: int
    cookie: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    form_seconds: float = 0.0
    pressed_at: float = 0.0
    tries: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    told: str = ""
    answered_seconds: float = 0.0
    trouble: str = ""

    @property
    def email(self) -> str:
        return f"person{self.number}@firm{self.number // 20}.example.org"

    async def ask(self, wire: Wire, method: str, path: str, body: str = "") -> Answer:
        high, low = divmod(self.number, 250)
        headers = {"X-Forwarded-For": f"10.{high // 250}.{high % 250}.{low + 1}", "Cookie": self.cookie}
        answer = await wire.ask(method, path, headers, body)
        self.cookie = answer.headers.get("set-cookie", self.cookie).partition(";")[0]
        return answer


# A step does one thing for a person and tells after how many seconds they do the next one; None when all is done.
Step = Callable[[Person, Wire], Awaitable[float | None]]
Due = tuple[float, Person]  # the instant of `time()` when a person's turn comes


async def take_form(person: Person, wire: Wire) -> float | None:
    """Open the form, again and again while the registration is not open yet."""
    answer = await person.ask(wire, "GET", FORM)
    hidden = dict(_HIDDEN.findall(answer.text))
    if answer.status != HTTPStatus.OK:
        person.trouble = f"the form was answered {answer.status}"
        return None
    if "token" not in hidden:
        return RELOAD_AFTER
    name = {"given_name": "Ada", "surname": "Klichevskaya", "organisation": "Agro Klichev"}
    person.fields = {**hidden, **name, "email": person.email, "processing": "y"}
    person.form_seconds = answer.seconds
    return None


async def send_form(person: Person, wire: Wire) -> float | None:
    """Press the button; sent away with 503, wait as long as it says and send the same form once more."""
    person.pressed_at = person.pressed_at or time()
    answer = await person.ask(wire, "POST", SIGN_UP, urlencode(person.fields))
    person.tries.append(answer.seconds)
    person.statuses.append(answer.status)
    if answer.status == HTTPStatus.SERVICE_UNAVAILABLE and len(person.tries) < MOST_TRIES:
        person.fields["sent_away"] = dict(_HIDDEN.findall(answer.text)).get("sent_away", "")
        return _announced_wait(person, answer)
    if answer.status != HTTPStatus.SEE_OTHER:
        person.trouble = f"try {len(person.tries)} was answered {answer.status}: {_HEADING.findall(answer.text)}"
        return None
    receipt = await person.ask(wire, "GET", answer.headers["location"])
    person.answered_seconds = time() - person.pressed_at
    heading = next(iter(_HEADING.findall(receipt.text)), "").strip()
    person.told = TOLD.get(heading, "")
    if not person.told:
        person.trouble = f"the receipt was answered {receipt.status} and says {heading!r}"
    return None


async def take_and_send_form(person: Person, wire: Wire) -> float | None:
    """All of it, one after the other, for those who cannot take their forms beforehand."""
    if person.fields:
        return await send_form(person, wire)
    pause = await take_form(person, wire)
    return TYPING if person.fields else pause


def _announced_wait(person: Person, answer: Answer) -> float | None:
    if "retry-after" not in answer.headers or person.fields["token"] not in answer.text:
        person.trouble = "a 503 without Retry-After, or without the form as it was filled in"
        return None
    # Nobody presses at the very instant; a crowd that did would come back as one.
    return int(answer.headers["retry-after"]) + random.random()  # noqa: S311 - no secret


async def act(newcomers: Sequence[Due], step: Step, wires: list[Wire], done: Callable[[], None]) -> None:
    """Let each person do the step when their time (of `time()`) has come, over whichever wire is free then."""
    crowd = deque(sorted(newcomers, key=lambda each: each[0]))
    again: list[tuple[float, int, Person]] = []

    def next_one() -> Due:
        # Whoever comes back goes before those who press for the first time only once a wire is free for them.
        if again and (not crowd or again[0][0] <= max(time(), crowd[0][0])):
            at, _number, person = heapq.heappop(again)
            return at, person
        return crowd.popleft()

    async def work(wire: Wire) -> None:
        while crowd or again:
            at, person = next_one()
            await asyncio.sleep(at - time())
            pause = await _done_by(person, step, wire)
            if pause is None:
                done()
            else:
                heapq.heappush(again, (time() + pause, person.number, person))

    await asyncio.gather(*(work(wire) for wire in wires))


async def _done_by(person: Person, step: Step, wire: Wire) -> float | None:
    try:
        return await step(person, wire)
    except Lost as lost:
        person.trouble = str(lost)
        return None
