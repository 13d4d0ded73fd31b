"""Connections of the web server, and what they note of a request."""

from time import monotonic
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import WSGITask

from seminars.database import gate


class _Request(HTTPRequestParser):
    """Notes when it is there as a whole; it may wait for a thread from then on."""

    arrived_at = 0.0

    def received(self, data: bytes) -> int:
        consumed = super().received(data)
        if self.completed:
            self.arrived_at = monotonic()
        return consumed


class _Task(WSGITask):
    def get_environment(self) -> dict[str, Any]:
        return super().get_environment() | {gate.ARRIVED_AT: self.request.arrived_at}


class Channel(HTTPChannel):
    parser_class, task_class = _Request, _Task
