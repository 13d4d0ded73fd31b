"""Requests with which visitors might bring a secret link, or a line of their own, into a log."""

import re
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import quote

from flask import Flask

from seminars import tokens

FORGED = "2026-01-01 00:00:00,000 INFO seminars: forged"
LINE_BREAKS = ("\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029")


def secret_links(app: Flask) -> dict[str, str]:
    """A token of each kind of secret link, by the place where it belongs."""
    with app.app_context():
        return {
            "/en/registrations/": tokens.manage_token(12, 3),
            "/en/registrations/received/": tokens.timed_token("receipt", 1),
            "/en/registrations/new-address/": tokens.timed_token("new-address", [1, 1, "new@example.org"]),
            "/en/calendar/mine/": tokens.feed_token(1, 1),
            "/organiser/sign-in/": tokens.timed_token("sign-in", [1, "nonce-of-some-length"]),
            "/organiser/digest/": tokens.digest_token(1),
        }


def request_bytes(method: str, target: str, body: str = "", **headers: str) -> bytes:
    told = {"Host": "localhost", "Connection": "close", **headers}
    if body:
        told |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body.encode()))}
    lines = [f"{method} {target} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in told.items())]
    return "\r\n".join([*lines, "", body]).encode()


def attacks(place: str, secret: str) -> Iterator[bytes]:
    """Requests that carry the secret where it does not belong, and breaks of a line with a line behind them."""
    folder, is_mine = place.rstrip("/"), place.endswith("mine/")
    link = f"{place}{secret}{'.ics' if is_mine else ''}"
    everywhere = "".join(f"%{ord(letter):02X}" for letter in secret)
    for target in (
        link, f"{place}%20{secret}", f"{place}{secret}%20", f"{place}+{secret}", f"{place},{secret}",
        f"{place}/{secret}", f"/{link}", link.upper().replace(secret.upper(), secret), f"{folder.title()}/{secret}",
        f"/de{link}", f"{place}{everywhere}", f"{place}{secret.replace('~', '%7E')}", f"{link}/nowhere", f"/{secret}",
        f"{place}%0a{secret}", f"{place}{secret[:30]}", f"/en/?next={secret}", f"/en/?{secret}=1",
        f"http://localhost{link}", f"/en/seminars/{secret}", f"/en/seminars/klichev/registrations/{secret}",
        f"/static/{secret}", f"/{quote(chr(10) + FORGED)}{secret}", "/%1b[31m%1b[2J",
        *(f"{place}x{quote(end + FORGED)}" for end in LINE_BREAKS),
    ):  # fmt: skip
        yield request_bytes("GET", target)
    for method in ("POST", "PUT", "DELETE", "FOO"):
        yield request_bytes(method, link, f"{secret}={quote(chr(10) + FORGED)}&next={link}")
    yield request_bytes("GET", "/en/", Referer=f"http://localhost{link}", User_Agent=f"Mail {secret}", Cookie=secret)
    yield request_bytes("GET", "/en/nowhere", Accept_Language=f"x\u2028{FORGED} {secret}", Host=f"{secret}.example")
    yield request_bytes("POST", "/en/seminars/klichev/registrations", f"{secret}={'x' * 300_000}")
    yield request_bytes("GET", link, X_Long=secret * 400)
    yield request_bytes("GET", link, X_Long=secret * 8000)
    yield request_bytes("POST", link, "x" * 10).replace(b"Content-Length: 10", b"Content-Length: 9999999")


def send(port: int, written: bytes, *, tls: ssl.SSLContext | None = None) -> int:
    """The status of the answer; 0 if the server cut the line before it could be read."""
    plain = socket.create_connection(("127.0.0.1", port), timeout=20)
    with tls.wrap_socket(plain, server_hostname="localhost") if tls else plain as wire:
        try:
            wire.sendall(written)
            with wire.makefile("rb") as answer:
                return int((answer.readline().split() or [0, 0])[1])
        except OSError:
            return 0


def leaks(secret: str, log: str) -> bool:
    """Whether so much of the secret's signature is there that the rest could be guessed, however it is written."""
    signature = re.split(r"[.~]", secret)[-1][:20]
    return signature in log or "".join(f"%{ord(letter):02X}" for letter in signature) in log
