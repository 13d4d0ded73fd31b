"""A small HTTP client that keeps its connection, as a proxy does: the crowd must cost less than the site."""

import asyncio
import zlib
from dataclasses import dataclass
from time import monotonic

LONGEST_ANSWER = 60  # seconds; whoever waits longer counts as lost


class Lost(Exception):
    """The connection ended without a whole answer, which no visitor should meet."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str
    seconds: float


class Wire:
    """One connection to one web process, opened when it is needed."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, headers: dict[str, str], body: str = "") -> Answer:
        """Raises Lost."""
        began_at = monotonic()
        try:
            async with asyncio.timeout(LONGEST_ANSWER):
                status, found, text = await self._exchange(_request(method, path, headers, body))
        except (OSError, EOFError, ValueError) as error:
            self.close()
            raise Lost(f"{method} {path}: {type(error).__name__}") from error
        if found.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, found, text, monotonic() - began_at)

    async def _exchange(self, request: bytes) -> tuple[int, dict[str, str], str]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        writer.write(request)
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
        content = await reader.readexactly(int(headers["content-length"]))
        if headers.get("content-encoding") == "gzip":
            content = zlib.decompress(content, wbits=31)
        return int(first.split()[1]), headers, content.decode()

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()
        self._streams = None


def _request(method: str, path: str, headers: dict[str, str], body: str) -> bytes:
    sent = {"Host": "localhost", "Accept": "text/html", "Accept-Encoding": "gzip", **headers}
    if body:
        sent |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items() if value)
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n{body}".encode()
