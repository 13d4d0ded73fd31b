"""Logging that tells what happened and no secret: what a record says stands in one line of its own, and nothing in it
that could be a token is shown. The same holds of tracebacks, warnings, and errors that end the process."""

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from flask import Flask

_WORD = re.compile(r"[\w.~%-]+", re.ASCII)
# As long as no name of a host, a job or a file, and shorter than any signature; `%` joins what a visitor wrote as %41.
_COULD_BE_A_TOKEN = re.compile(r"[\w~%-]{20}", re.ASCII)

log = logging.getLogger(__name__)


def mask(text: str) -> str:
    """The text with three stars for each word (parts joined by dots are one) with 20 characters of a token in a row."""
    return _WORD.sub(lambda word: "***" if _COULD_BE_A_TOKEN.search(word[0]) else word[0], text)


def in_one_line(text: str) -> str:
    """The text with line breaks, controls, marks of direction and the like written out, as `repr` writes them."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


class MaskTokens(logging.Formatter):
    """The usual line of a log. Whatever part of it a visitor may have written is masked and ends no line."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # where the formatter of another handler keeps the whole text
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging calls it by this name
        record.message = in_one_line(mask(record.message))
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the same
        return "\n".join(line for error in _chain(ei[1]) for line in _told(error))


def _chain(error: BaseException | None) -> list[BaseException]:
    """The error and those from which it came, the first one first."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain[::-1]


def _told(error: BaseException) -> Iterator[str]:
    # Places in the code are ours and to be read, however long their names; what the error says may be a visitor's.
    yield "Traceback (most recent call last):"
    yield from "".join(traceback.format_tb(error.__traceback__)).splitlines()
    yield in_one_line(mask("".join(traceback.format_exception_only(error)).rstrip()))


def init_app(app: Flask) -> None:
    _prepare_root()
    for handler in app.logger.handlers:
        handler.setFormatter(_formatter())


def tell_everything() -> None:
    """In a process of our own, what nobody caught and what Python warns of goes into the log too, and not beside it."""
    _prepare_root()
    logging.captureWarnings(True)
    sys.excepthook = _tell_of_the_end
    threading.excepthook = _tell_of_the_end_of_a_thread
    sys.unraisablehook = _tell_of_what_was_ignored


def _prepare_root() -> None:
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler())
        root.setLevel(logging.INFO)
        logging.getLogger("alembic").setLevel(logging.WARNING)
    for handler in root.handlers:
        handler.setFormatter(_formatter())


def _formatter() -> logging.Formatter:
    return MaskTokens("%(asctime)s %(levelname)s %(name)s: %(message)s")


def _tell_of_the_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log.critical("the process ends by an error that nobody caught", exc_info=(kind, error, trace))


def _tell_of_the_end_of_a_thread(args: threading.ExceptHookArgs) -> None:
    log.critical("a thread ends by an error that nobody caught", exc_info=args.exc_value)


def _tell_of_what_was_ignored(args: "sys.UnraisableHookArgs") -> None:
    log.error("an error was ignored, since nobody can catch it", exc_info=args.exc_value)
