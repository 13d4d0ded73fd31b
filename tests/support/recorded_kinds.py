"""Which kinds the program writes into its log, read from its code: each word that reaches `activity.record`, however
many functions hand it on."""

import ast
from collections.abc import Iterator
from pathlib import Path

from seminars.models import ActivityKind

# By module and function: in which place of its arguments the kind stands. Others that hand it on are found.
_WRITERS = {("activity", "record"): 0, ("parties", "record"): 0, ("parties", "move"): 2, ("restoring", "Activity"): -1}
Function = tuple[str, str]


def recorded_kinds(package: Path) -> set[str]:
    functions = list(_functions(package))
    writers, kinds, known = dict(_WRITERS), set(), -1
    while known != len(writers):
        known = len(writers)
        for module, function, calls in functions:
            kinds |= set(_written_by(function, calls, module, writers))
    return kinds


def _functions(package: Path) -> Iterator[tuple[str, ast.FunctionDef, list[ast.Call]]]:
    for path in sorted(package.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef):
                yield path.stem, function, [each for each in ast.walk(function) if isinstance(each, ast.Call)]


def _written_by(
    function: ast.FunctionDef, calls: list[ast.Call], module: str, writers: dict[Function, int]
) -> Iterator[str]:
    for call in calls:
        place = writers.get(_called(call, module))
        given = _argument(call, place) if place is not None else None
        if isinstance(given, ast.Name):
            yield from _handed_on(function, given.id, module, writers)
        elif given is not None and _word(given):
            yield _word(given)


def _handed_on(function: ast.FunctionDef, name: str, module: str, writers: dict[Function, int]) -> Iterator[str]:
    """The kind is an argument of this function, or was given a name in it."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    places = [place for place, each in enumerate(arguments) if each.arg == name]
    if places or name in [each.arg for each in function.args.kwonlyargs]:
        writers[module, function.name] = places[0] if places else -1
        for each, default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
            if each.arg == name and default is not None:
                yield _word(default)
        return
    given = [each for each in ast.walk(function) if isinstance(each, ast.Assign) and name in ast.dump(each.targets[0])]
    found = [_word(node) for each in given for node in ast.walk(each.value)]
    assert any(found), f"{module}.{function.name} writes a kind that nobody can find"
    yield from (word for word in found if word)


def _called(call: ast.Call, module: str) -> Function:
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        return call.func.value.id, call.func.attr
    return module, call.func.id if isinstance(call.func, ast.Name) else ""


def _argument(call: ast.Call, place: int) -> ast.expr | None:
    named = [each.value for each in call.keywords if each.arg == "kind"]
    return named[0] if named else call.args[place] if 0 <= place < len(call.args) else None


def _word(node: ast.AST) -> str:
    """The kind that stands there, "" if none does."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    is_named = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "ActivityKind"
    return ActivityKind[node.attr].value if is_named else ""
