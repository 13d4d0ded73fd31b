"""Logging that tells what happened and no secret: tokens in addresses are masked in every record, and wherever else
they would be shown to others."""

import logging
import re

from flask import Flask

_TOKEN_IN_PATH = re.compile(
    r"(/registrations/received/|/registrations/new-address/|/registrations/|/calendar/mine/|/organiser/sign-in/|/organiser/digest/)([^/\s?'\"\]]{12,})"
)


def mask(text: str, *, by: str = "***") -> str:
    """The text with every token in an address replaced."""
    return _TOKEN_IN_PATH.sub(rf"\1{by}", text)


class MaskTokens(logging.Formatter):
    """The usual line of a log, masked as a whole, so that tracebacks are masked too."""

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))


def init_app(app: Flask) -> None:
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler())
        root.setLevel(logging.INFO)
        logging.getLogger("alembic").setLevel(logging.WARNING)
    for handler in (*root.handlers, *app.logger.handlers):
        handler.setFormatter(MaskTokens("%(asctime)s %(levelname)s %(name)s: %(message)s"))
