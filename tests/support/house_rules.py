"""The rules of the house, each a function of the folder that it looks through; an empty answer means it is kept.

A plan is a list of floors, from the ground up. A floor is a list of rooms, and a room is the text of the names in it,
modules or packages, which may import one another. Rooms of one floor may not; nothing imports what lies above it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

Plan = list[list[str]]
TELL_NOTHING = ("manager", "helper", "util", "common", "core", "service", "handler", "base")
OF_THE_WEB = ("flask", "flask_wtf", "flask_security", "werkzeug", "wtforms")


def modules(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def names_in(folder: Path) -> set[str]:
    """Modules and packages that lie directly in the folder."""
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    return files | {path.name for path in folder.iterdir() if any(path.rglob("*.py"))}


def unplanned(folder: Path, plan: Plan, *, besides: set[str] = frozenset()) -> list[str]:
    """What lies in the folder and on no floor, or on a floor and not in the folder."""
    planned = {name for floor in plan for room in floor for name in room.split()} | besides
    return sorted(names_in(folder) ^ planned - {"__init__"})


def imports_of(path: Path, within: str) -> set[str]:
    """The names below the package `within` (such as "seminars.domain") that a module imports, even in functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively; write the whole path"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name.removeprefix(f"{within}.").split(".")[0] for name in found if name.startswith(f"{within}.")}


def arrows_up(folder: Path, within: str, plan: Plan) -> list[str]:
    """Imports that point to a floor above, or to another room of the same floor. `within` is the folder's dotted name;
    what is no name of its plan (a function of the package itself) belongs to its `__init__`."""
    floors, rooms = {}, {}
    for number, floor in enumerate(plan):
        for room in floor:
            floors |= dict.fromkeys(room.split(), number)
            rooms |= dict.fromkeys(room.split(), room)
    wrong = []
    for path in modules(folder):
        inside = path.relative_to(folder)
        here = inside.parts[0].removesuffix(".py")
        for there in {name if name in floors else "__init__" for name in imports_of(path, within)}:
            is_allowed = floors.get(there, 0) < floors.get(here, 0) or rooms.get(there) == rooms.get(here)
            if not is_allowed:
                wrong.append(f"{inside} imports {there}")
    return sorted(wrong)


def knows_the_web(folder: Path) -> list[str]:
    wrong = []
    for path in modules(folder):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            wrong += [
                f"{path.relative_to(folder)} imports {name}" for name in names if name.split(".")[0] in OF_THE_WEB
            ]
    return wrong


def commits(folder: Path) -> list[str]:
    return [
        f"{path.relative_to(folder)}:{node.lineno} commits"
        for path in modules(folder)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]


def asks_the_database(folder: Path) -> list[str]:
    return [path.name for path in modules(folder) if {"extensions", "database"} & imports_of(path, "seminars")]


def too_long(folder: Path, *, longest_file: int, longest_function: int) -> dict[str, int]:
    return {
        name: lines
        for path in modules(folder)
        for name, lines, longest in _lengths(path, str(path.relative_to(folder)), longest_file, longest_function)
        if lines > longest
    }


def _lengths(path: Path, name: str, longest_file: int, longest_function: int) -> Iterator[tuple[str, int, int]]:
    text = path.read_text()
    yield name, text.count("\n"), longest_file
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{name}:{node.name}", (node.end_lineno or 0) - node.lineno + 1, longest_function


def names_that_tell_nothing(folder: Path) -> list[str]:
    paths = [path for path in folder.rglob("*") if path.is_dir() or path.suffix == ".py"]
    return sorted(str(path.relative_to(folder)) for path in paths if path.stem.strip("_") in TELL_NOTHING)


def crowded_folders(folder: Path, *, most: int) -> dict[str, int]:
    """Folders with more modules than one can take in at a glance."""
    folders = {path.parent for path in modules(folder)}
    counts = {str(each.relative_to(folder)): len(list(each.glob("*.py"))) for each in folders}
    return {name: count for name, count in counts.items() if count > most}
