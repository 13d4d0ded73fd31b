"""docs/architecture.md names files and functions that are there, and draws the states that the models allow."""

import ast
import re
from pathlib import Path

import pytest
from test_architecture import DOMAIN, HOUSE

from seminars.domain.checks.invariants import CHECKS
from seminars.models.messages.message import MessageState
from seminars.models.registrations.status import TRANSITIONS
from seminars.models.seminar import SEMINAR_TRANSITIONS

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
# To come, as the guide says.
NO_FILES = {"domain/questions/"}


def named(pattern: str) -> set[str]:
    """What stands in `backticks` and looks like this, without drawn blocks."""
    prose = re.sub(r"^```.*?^```", "", GUIDE, flags=re.DOTALL | re.MULTILINE)
    return {code for code in re.findall(r"`([^`\n]+)`", prose) if re.fullmatch(pattern, code)}


def is_there(path: str) -> bool:
    return any((folder / path).exists() for folder in (ROOT, ROOT / "seminars"))


def test_every_file_that_the_guide_names_is_there():
    named_files = named(r"[\w./-]+(/|\.(py|md|toml))|[\w-]+/[\w./-]+\.html")
    assert len(named_files) > 50  # or the pattern finds nothing any more
    assert {path for path in named_files - NO_FILES if not is_there(path)} == set()


def names_of(module: str) -> set[str]:
    """What the modules of this name define."""
    found = set()
    for path in (ROOT / "seminars").rglob(f"{module}.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
            found |= {node.name} if isinstance(node, ast.FunctionDef | ast.ClassDef) else set()
            found |= {alias.asname or alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()
    return found


def test_every_function_that_the_guide_names_is_there():
    functions = {code for code in named(r"[a-z_]+\.\w+") if names_of(code.partition(".")[0])}
    assert len(functions) > 20  # or the pattern finds nothing any more
    unknown = {code for code in functions if code.partition(".")[2] not in names_of(code.partition(".")[0])}
    assert {code for code in unknown if not is_there(code)} == set()


def drawn_floors(number: int) -> list[set[str]]:
    """The rooms on each floor, from the ground up; at least three spaces part them from what is said of them."""
    floors = re.findall(r"^```\n(.*?)^```", GUIDE, flags=re.DOTALL | re.MULTILINE)[number].splitlines()
    return [set(re.split(r" {3,}", floor[3:])[0].split()) for floor in reversed(floors)]


@pytest.mark.parametrize(("number", "plan"), [(0, HOUSE), (1, DOMAIN)])
def test_the_drawn_floors_are_those_of_the_plan(number, plan):
    assert drawn_floors(number) == [{name for room in floor for name in room.split()} for floor in plan]


def drawn(name: str) -> set[tuple[str | None, str]]:
    """(from, to) of each arrow in the drawing below the heading that begins with this name."""
    drawing = re.search(rf"^### {name}.*?```mermaid\n(.*?)```", GUIDE, flags=re.DOTALL | re.MULTILINE).group(1)
    arrows = re.findall(r"^ +(\S+) --> (\w+)", drawing, flags=re.MULTILINE)
    return {(None if before == "[*]" else before, after) for before, after in arrows}


@pytest.mark.parametrize(("name", "transitions"), [("Seminar", SEMINAR_TRANSITIONS), ("Registration", TRANSITIONS)])
def test_the_drawn_states_are_those_of_the_model(name, transitions):
    assert drawn(name) == {(before and before.value, after.value) for before, after in transitions}


def test_every_state_of_a_message_is_drawn():
    assert {after for _before, after in drawn("Message")} == {state.value for state in MessageState}


def test_the_checks_that_the_guide_names_are_those_that_run():
    table = re.findall(r"^\| (I\d+) \| .*? \| (.*) \|$", GUIDE, flags=re.MULTILINE)
    by_name: dict[str, set[str]] = {}
    for invariant, _meaning, check in CHECKS:
        by_name.setdefault(invariant, set()).add(check.__name__)
    written = {name: set(re.findall(r"`(\w+)`", where)) for name, where in table}
    assert {name: written.get(name) for name in by_name} == by_name
