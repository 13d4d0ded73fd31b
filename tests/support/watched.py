"""What of a request's text is normalized, folded, matched or written on a page.

Watched are `unicodedata.normalize` and the functions of `re` wherever they are called, `str.casefold` through the
interpreter's own profiling, the patterns that modules of the program and of its forms keep, and all that a template is
given and makes of it. What takes a request apart (Werkzeug, urllib) is not: that is linear and has its own limits.
"""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest
from flask import Flask, before_render_template
from wtforms import Field, Form, PasswordField
from wtforms.csrf.core import CSRFTokenField

WHOSE_PATTERNS = ("seminars", "email_validator", "idna", "wtforms", "flask_wtf", "itsdangerous", "altcha")
TAKES_APART = ("werkzeug", "urllib", "http", "wsgiref", "email", "jinja2", "markupsafe", "sqlalchemy", "logging")
WHERE_THE_TEXT_STANDS = {"sub": 2, "subn": 2} | dict.fromkeys(
    ("match", "fullmatch", "search", "split", "findall", "finditer"), 1
)
NOT_WRITTEN = (PasswordField, CSRFTokenField)  # by no page: not what was sent
Seen = list[tuple[str, str]]


class WatchedPattern:
    def __init__(self, pattern: re.Pattern[str], seen: Seen) -> None:
        self.pattern, self.seen = pattern, seen

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.pattern, name)
        place = WHERE_THE_TEXT_STANDS.get(name)
        return found if place is None else _noting(found, place - 1, self.seen)


class Watch:
    def __init__(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app, self.seen = app, []
        monkeypatch.setattr(unicodedata, "normalize", _noting(unicodedata.normalize, 1, self.seen, "normalize"))
        for name, place in WHERE_THE_TEXT_STANDS.items():
            monkeypatch.setattr(re, name, _noting(getattr(re, name), place, self.seen))
        for module in [found for name, found in sys.modules.items() if name.split(".")[0] in WHOSE_PATTERNS]:
            for name, kept in [*vars(module).items()]:
                if isinstance(kept, re.Pattern):
                    monkeypatch.setattr(module, name, WatchedPattern(kept, self.seen))

    @contextmanager
    def texts(self) -> Iterator[Seen]:
        """(where, text) of all that gets there inside `with`."""
        self.seen.clear()
        with before_render_template.connected_to(self._note_context, self.app):
            sys.setprofile(self._note_casefold)
            try:
                yield self.seen
            finally:
                sys.setprofile(None)

    def _note_casefold(self, _frame: FrameType, event: str, called: Any) -> None:
        if event == "c_call" and called.__name__ == "casefold":
            self.seen.append(("casefold", called.__self__))

    def _note_context(self, _app: Flask, context: Mapping[str, Any], **_about: Any) -> None:
        self.seen.extend(("template", text) for value in context.values() for text in texts_in(value))


def texts_in(value: Any) -> Iterator[str]:
    """All texts that a template finds in what it is given."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from (*texts_in(name), *texts_in(inner))
    elif isinstance(value, list | tuple | Form):
        for inner in value:
            yield from texts_in(inner)
    elif isinstance(value, Field) and not isinstance(value, NOT_WRITTEN):
        yield from texts_in([value.data, getattr(value, "typed", None), *map(str, value.errors)])


def _noting(function: Callable[..., Any], place: int, seen: Seen, where: str = "re") -> Callable[..., Any]:
    def noting(*arguments: Any, **named: Any) -> Any:
        text = named["string"] if "string" in named else arguments[place]
        caller = sys._getframe(1).f_globals["__name__"].split(".")[0]
        if isinstance(text, str) and caller not in TAKES_APART:
            seen.append((where, text))
        return function(*arguments, **named)

    return noting
