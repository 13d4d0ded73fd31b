"""A whole installation on this machine: web server, mail worker and a mail server that keeps what it gets."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from time import monotonic, sleep

from flask import Flask
from icalendar import Calendar
from post_office import Post
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

from seminars import serving
from seminars.i18n import force_locale, gettext
from seminars.worker import running

PATIENCE = 15  # seconds within which a mail must have come


@dataclass(frozen=True)
class LiveSite:
    """What a browser test has at hand: the running site's address, its application and its mails."""

    app: Flask
    url: str
    post: Post

    def words(self, language: str) -> Callable[..., str]:
        """What the site says for a text of the source code in this language."""

        def say(text: str, **values: object) -> str:
            with self.app.app_context(), force_locale(language):
                return gettext(text, **values)

        return say

    def mails(self, number: int) -> list[EmailMessage]:
        """The mails that have arrived, in their order, once there are at least `number`."""
        give_up_at = monotonic() + PATIENCE
        while len(self.post.envelopes) < number and monotonic() < give_up_at:
            sleep(0.05)
        arrived = [message_from_bytes(each.content, policy=policy.default) for each in self.post.envelopes]
        assert len(arrived) >= number, f"{len(arrived)} of {number} mails came within {PATIENCE} seconds"
        return arrived


class WebServer(threading.Thread):
    """The product's own web server, in a thread instead of a process."""

    def __init__(self, app: Flask, port: int) -> None:
        super().__init__(name="web server", daemon=True)
        self.stop = threading.Event()
        self.sockets = serving.listen(app, host="127.0.0.1", port=port)

    def run(self) -> None:
        while not self.stop.is_set():
            wasyncore.loop(timeout=0.1, use_poll=True, map=self.sockets, count=1)

    def end(self) -> None:
        self.stop.set()
        self.join()
        for each in list(self.sockets.values()):
            if isinstance(each, BaseWSGIServer):
                each.task_dispatcher.shutdown()
            elif isinstance(each, HTTPChannel):
                each.handle_close()  # with the files that a window did not wait for
        wasyncore.close_all(self.sockets, ignore_all=True)


class MailWorker(threading.Thread):
    def __init__(self, app: Flask) -> None:
        super().__init__(name="mail worker", daemon=True)
        self.app, self.stop = app, threading.Event()

    def run(self) -> None:
        running.run(self.app, self.stop)

    def end(self) -> None:
        self.stop.set()
        self.join()


def plain_text(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def manage_link(mail: EmailMessage) -> str:
    """The link to the person's own page, as it stands in the plain text."""
    (link,) = re.findall(r"^\S+/registrations/[^\s#/]+$", plain_text(mail), re.MULTILINE)
    return link


def calendar_part(mail: EmailMessage) -> tuple[str, Calendar] | None:
    """(method of the MIME part, calendar) or None if the mail has no calendar part."""
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    if not parts:
        return None
    (part,) = parts
    return part["Content-Type"].params["method"], Calendar.from_ical(part.get_content())
