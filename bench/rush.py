"""A rush for seats over real HTTP: `.venv/bin/python bench/rush.py --database postgresql --people 10000 --seats 100`.

Everybody takes the form, types, and sends it until it is taken. Then all must be true: exactly so many have a place,
the others wait in order, everybody was told what is stored, and nobody met an error. Compare the ratios, which hold
from machine to machine, and not the figures, which do not. Ends with 1 if anything does not hold.
"""

import argparse
import os
import sys
from functools import partial
from pathlib import Path
from time import time

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import rush_crowd
import rush_findings
import rush_limit
import rush_site
import rush_told

MOST_CLIENTS = 450  # for each web process, which also answers those who read
OPENS_AFTER = 8.0  # seconds until registration opens, with --open-late: by then the crowd stands ready


def main() -> int:
    asked = arguments()
    print(f"{asked.people:,} people for {asked.seats:,} seats over {asked.clients} connections")
    print(f"{asked.database}, {asked.processes} web processes, load before {os.getloadavg()[0]:.1f}", flush=True)
    found = rush(asked, quiet=asked.quiet)
    for name, words in found.figures.items():
        print(f"{name:<24}{words}")
    for each in found.problems:
        print(f"DOES NOT HOLD: {each}")
    if not found.problems:
        print("All holds.")
    return 1 if found.problems else 0


def rush(asked: argparse.Namespace, *, quiet: bool = True) -> rush_findings.Findings:
    """One whole rush in a fresh installation, of which nothing is left."""
    with rush_site.database(asked.database) as (folder, address):
        limit = rush_limit.measure(folder, address)
        with rush_site.site(folder, address, processes=asked.processes, seats=asked.seats, told=asked.telling) as site:
            opens_at = time() + OPENS_AFTER if asked.open_late else None
            site.open_registration(opens_at)
            plan = rush_crowd.Plan(
                ports=site.ports,
                people=asked.people,
                clients=asked.clients,
                crowds=asked.crowds,
                within=asked.within,
                opens_at=opens_at,
            )
            began = partial(rush_told.move, site.app) if asked.telling else None
            course = rush_crowd.run(plan, cpu_seconds=site.cpu_seconds, began=began, quiet=quiet)
            return rush_findings.look(site, course, seats=asked.seats, limit=limit)


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    number, add = _whole_number, parser.add_argument
    add("--database", choices=("sqlite", "postgresql"), default="sqlite", help="which one (sqlite)")
    add("--people", type=number(2, 100_000), default=1000, help="how many come (1000)")
    add("--seats", type=number(1, 100_000), default=100, help="how many seats there are (100)")
    add("--processes", type=number(1, 16), default=2, help="web processes (2)")
    add("--clients", type=number(1, 5000), default=64, help="connections held at once in all (64)")
    add("--crowds", type=number(1, 16), default=2, help="processes that the people come from (2)")
    add(
        "--within",
        type=number(0, 3600),
        default=0,
        metavar="SECONDS",
        help="press within this time (at once)",
    )
    add("--telling", type=number(0, 100_000), default=0, help="so many people are told of a move meanwhile (nobody)")
    add("--open-late", action="store_true", help="nobody has a form before registration opens; all come for it then")
    add("--quiet", action="store_true", help="show no progress")
    asked = parser.parse_args(words)
    if asked.clients > MOST_CLIENTS * asked.processes:
        parser.error(f"a web process keeps 500 connections: take at most {MOST_CLIENTS} --clients for each of them")
    asked.crowds = min(asked.crowds, asked.clients, asked.people)
    return asked


def _whole_number(least: int, most: int):
    def read(word: str) -> int:
        if not word.isdecimal() or not least <= int(word) <= most:
            raise argparse.ArgumentTypeError(f"{word} is not between {least} and {most:,}")
        return int(word)

    return read


if __name__ == "__main__":
    sys.exit(main())
