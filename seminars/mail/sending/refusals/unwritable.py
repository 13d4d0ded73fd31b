"""A mail that we could not write: a mistake in a template or in its facts, which whoever runs the site has to see."""

import logging

from jinja2 import TemplateError

from seminars.models import Message

# What these say names what is missing in the program, and no value that a person gave.
TELLS_NO_VALUE = TemplateError | LookupError | AttributeError | TypeError | NameError

log = logging.getLogger(__name__)


class MailNotWritten(Exception):
    """Stands for the error in the log, with its place in the code and without the values of its text."""


def tell_of(error: Exception, message: Message) -> None:
    """Log the error with its trace; its text only if that holds nothing of a person."""
    said = f": {error}" if isinstance(error, TELLS_NO_VALUE) else ""
    told = MailNotWritten(f"{type(error).__name__}{said}").with_traceback(error.__traceback__)
    log.error("message %s (%s) cannot be written", message.id, message.kind.value, exc_info=told)
