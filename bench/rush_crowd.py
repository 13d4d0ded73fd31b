"""The crowd of a rush in several processes, and somebody who only reads meanwhile."""

import asyncio
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier, Event
from random import Random
from threading import Thread
from time import time

import click
from rush_people import FORM, PAGE, TYPING, Person, act, send_form, take_and_send_form, take_form
from rush_wire import Lost, Wire

spawn = multiprocessing.get_context("spawn")
READING_EVERY = 0.1  # seconds
LONGEST = 1800  # seconds that forms, and then sign-ups, may take


@dataclass(frozen=True)
class Plan:
    """Who comes: `people` over `clients` connections from `crowds` processes to the web processes at `ports`.

    They press within `within` seconds (0: as fast as the connections allow). With `opens_at` (of `time()`) they come
    for the form at that moment, give or take a second, and send it when they have typed.
    """

    ports: list[int]
    people: int
    clients: int
    crowds: int
    within: float = 0.0
    opens_at: float | None = None


@dataclass
class Course:
    """What a rush left: the people, (status, seconds) of each page that was read meanwhile, and what the web processes
    used from the first press on; `beginning` is how long that took which was to be done with the first press."""

    people: list[Person]
    reads: list[tuple[int, float]]
    cpu_seconds: float
    beginning: float | None = None


def run(
    plan: Plan,
    *,
    cpu_seconds: Callable[[], float],
    began: Callable[[], float] | None = None,
    quiet: bool = False,
) -> Course:
    """Let everybody come, and do what is to be done as they begin. Raises if a process of the crowd fails."""
    start, steps = spawn.Barrier(plan.crowds + 1), spawn.Queue()
    ends = [_started(plan, number, start, steps) for number in range(plan.crowds)]
    with _bar(plan, steps, quiet=quiet):
        start.wait(LONGEST)
        before = cpu_seconds()
        with _reader(plan) as reads:
            beginning = began() if began else None
            people = [person for end in ends for person in _received(end)]
            used = cpu_seconds() - before
    return Course(people, reads, used, beginning)


def _started(plan: Plan, number: int, start: Barrier, steps: multiprocessing.Queue) -> Connection:
    end, far_end = spawn.Pipe(duplex=False)
    spawn.Process(target=_part, args=(plan, number, start, steps, far_end), daemon=True).start()
    far_end.close()
    return end


def _received(end: Connection) -> list[Person]:
    if not end.poll(LONGEST):
        raise TimeoutError("the crowd has not come to an end")
    return end.recv()


@contextmanager
def _bar(plan: Plan, steps: multiprocessing.Queue, *, quiet: bool) -> Iterator[None]:
    """Counts the forms, where they are fetched before the rush, and then the sign-ups."""
    total = plan.people * (2 if plan.opens_at is None else 1)
    hidden = quiet or not sys.stderr.isatty()
    bar = click.progressbar(
        length=total, show_pos=True, show_eta=False, update_min_steps=10, file=sys.stderr, hidden=hidden
    )

    def show() -> None:
        for step in iter(steps.get, None):
            bar.label = step
            bar.update(1)

    thread = Thread(target=show, daemon=True)
    with bar:
        thread.start()
        try:
            yield
        finally:
            steps.put(None)
            thread.join(10)


def _part(plan: Plan, number: int, start: Barrier, steps: multiprocessing.Queue, end: Connection) -> None:
    """One process of the crowd."""
    people = [Person(each) for each in range(number, plan.people, plan.crowds)]
    wires = [Wire(plan.ports[each % len(plan.ports)]) for each in range(number, plan.clients, plan.crowds)]
    try:
        asyncio.run(_come(plan, people, wires, start, steps))
    except BaseException:
        start.abort()
        raise
    end.send(people)


async def _come(
    plan: Plan, people: list[Person], wires: list[Wire], start: Barrier, steps: multiprocessing.Queue
) -> None:
    dice = Random(people[0].number)  # noqa: S311 - the same crowd each time
    if plan.opens_at is None:
        await act([(0.0, person) for person in people], take_form, wires, lambda: steps.put("forms"))
        await asyncio.sleep(TYPING)
    await asyncio.to_thread(start.wait, LONGEST)
    if plan.opens_at is None:
        step, began_at = send_form, time()
        for person in people if plan.within else ():
            person.pressed_at = began_at + dice.uniform(0, plan.within)
        newcomers = [(person.pressed_at, person) for person in people if person.fields]
    else:
        step, newcomers = take_and_send_form, [(plan.opens_at + dice.uniform(-1, 1), person) for person in people]
    await act(newcomers, step, wires, lambda: steps.put("sign-ups"))
    for wire in wires:
        wire.close()


@contextmanager
def _reader(plan: Plan) -> Iterator[list[tuple[int, float]]]:
    """Somebody looks at the programme, the seminar and its form, again and again; what they met is there at the end."""
    found, over, (end, far_end) = [], spawn.Event(), spawn.Pipe(duplex=False)
    process = spawn.Process(target=_read, args=(plan, over, far_end), daemon=True)
    process.start()
    far_end.close()
    try:
        yield found
    finally:
        over.set()
        found += _received(end)
        process.join(10)


def _read(plan: Plan, over: Event, end: Connection) -> None:
    end.send(asyncio.run(_look_around([Wire(port) for port in plan.ports], over)))


async def _look_around(wires: list[Wire], over: Event) -> list[tuple[int, float]]:
    found = []
    for wire, path in zip(cycle(wires), cycle(("/en/", PAGE, "/be/", PAGE, FORM)), strict=False):
        if over.is_set():
            return found
        try:
            answer = await wire.ask("GET", path, {"X-Forwarded-For": "10.255.0.1"})
            found.append((answer.status, answer.seconds))
        except Lost:
            found.append((0, 0.0))
        await asyncio.sleep(READING_EVERY)
    return found
