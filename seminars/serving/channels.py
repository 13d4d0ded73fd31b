"""Connections of the web server: what they note of a request, and how long and how often one may be half sent.

Waitress closes a connection that is silent for a while; one that sends a byte a minute it would keep for ever, and it
takes no new ones once it has all that it may have.
"""

import logging
import math
import re
from collections import Counter, defaultdict
from socket import socket
from time import monotonic
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer
from waitress.task import WSGITask
from waitress.wasyncore import dispatcher

from seminars.database import gate
from seminars.domain.guard import throttle

CONNECTIONS = 500
SPARE = 50  # of these; the last ones, for those who have few
MOST_UNFINISHED = 100  # requests of one peer that are not whole yet
WHOLE_WITHIN = 60  # seconds from the first byte of a request to its last
TOLD_EVERY = 60  # seconds between two lines of the log about peers who have too many
_REQUEST_LINE = re.compile(rb"[^ ]+ [^ ]+( HTTP/[0-9]\.[0-9])?")
_BEFORE_VALUE = re.compile(rb"(\r\n[^\s:]+:)(?:[ \t]|\r\n(?=[ \t]))+")  # blanks, also folded ones (RFC 9112, 5.2)

log = logging.getLogger(__name__)


class _Request(HTTPRequestParser):
    """Notes when it is there as a whole; it may wait for a thread from then on."""

    arrived_at = 0.0

    def parse_header(self, header_plus: bytes) -> None:
        """Without what waitress's patterns try in quadratic time, in the one thread that all connections have: a first
        line of another form, and blanks before a value. What it fails on is answered as well."""
        first_line = header_plus.partition(b"\r\n")[0]
        if not _REQUEST_LINE.fullmatch(first_line.rstrip()):
            raise ParsingError("Start line is invalid")
        try:
            super().parse_header(_BEFORE_VALUE.sub(rb"\1", header_plus))
        except ValueError:  # of an address or a length that cannot be read
            raise ParsingError("Address or Content-Length is invalid") from None

    def received(self, data: bytes) -> int:
        consumed = super().received(data)
        if self.completed:
            self.arrived_at = monotonic()
        return consumed


class _Task(WSGITask):
    def get_environment(self) -> dict[str, Any]:
        return super().get_environment() | {gate.ARRIVED_AT: self.request.arrived_at}


class Channel(HTTPChannel):
    """A connection. It owes a request from its first moment, and again from the first byte of each later one."""

    parser_class, task_class = _Request, _Task

    def __init__(
        self,
        server: BaseWSGIServer,
        sock: socket,
        addr: tuple,
        adj: Adjustments,
        map: dict[int, dispatcher],  # noqa: A002 - waitress names it so
        *,
        peers: "Peers",
    ) -> None:
        self.peers, self.peer = peers, throttle.network(addr[0])
        super().__init__(server, sock, addr, adj, map=map)
        peers.make_room([each for each in map.values() if isinstance(each, Channel)])
        peers.begin(self)

    def received(self, data: bytes) -> bool:
        before = self.request
        is_taken = super().received(data)
        if self.request is not before:
            self.peers.end(self)
            if self.request is not None:
                self.peers.begin(self)
        elif before is None and data.strip():  # a request that came whole, all at once
            self.peers.end(self)
        return is_taken

    def readable(self) -> bool:
        if self.peers.is_overdue(self):
            self.give_up()
        return super().readable()

    def give_up(self) -> None:
        """Have the connection closed at the next look, unless a request of it is being answered."""
        if not self.requests:
            self.will_close = True

    def del_channel(self, map: dict[int, dispatcher] | None = None) -> None:  # noqa: A002 - the same
        self.peers.end(self)
        super().del_channel(map)


class Peers:
    """Who owes requests, by address (IPv6 by household), so that nobody takes the room of all. Behind a proxy every
    visitor comes from its address and the proxy waits for them, so there only the time counts."""

    def __init__(self, *, are_visitors: bool) -> None:
        self.most = MOST_UNFINISHED if are_visitors else math.inf
        self._unfinished: defaultdict[str, dict[Channel, float]] = defaultdict(dict)
        self._told_at = -math.inf

    def begin(self, channel: Channel) -> None:
        """A request is owed; of a peer who owes too many the one that has been owed for longest is given up."""
        owed = self._unfinished[channel.peer]
        owed[channel] = monotonic()
        if len(owed) > self.most:
            oldest = next(iter(owed))
            self.end(oldest)
            oldest.give_up()
            self._tell(channel.peer)

    def end(self, channel: Channel) -> None:
        """The request is whole, or its connection is closed."""
        self._unfinished[channel.peer].pop(channel, None)
        if not self._unfinished[channel.peer]:
            del self._unfinished[channel.peer]

    def is_overdue(self, channel: Channel) -> bool:
        began_at = self._unfinished[channel.peer].get(channel) if channel.peer in self._unfinished else None
        return began_at is not None and monotonic() - began_at > WHOLE_WITHIN

    def make_room(self, channels: list[Channel]) -> None:
        """When hardly any room is left, who has most connections loses the one that was silent for longest."""
        if len(channels) < CONNECTIONS - SPARE:
            return
        ((peer, number),) = Counter(each.peer for each in channels).most_common(1)
        silent = [each for each in channels if each.peer == peer and not each.requests and not each.will_close]
        if silent and number > self.most:
            min(silent, key=lambda each: each.last_activity).give_up()
            self._tell(peer)

    def _tell(self, peer: str) -> None:
        if monotonic() - self._told_at > TOLD_EVERY:
            self._told_at = monotonic()
            log.warning(
                "%s holds more than %s connections; those that were silent for longest are closed", peer, self.most
            )
