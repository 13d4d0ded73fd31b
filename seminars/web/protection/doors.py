"""What a form has to bring to be taken, by the door at which it arrives. What nobody declared asks for most."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue

from seminars.web.protection.origins import Origin


class Asks(Enum):
    """What a door asks for.

    NOTHING: a mail program that knows the secret in the address may come from anywhere.
    OWN_PAGE: to come from a page of ours, or to bring the token and its cookie. What the door does depends on a secret
    in the address or the form, and not on who presses.
    TOKEN: the token and its cookie, which belong to a session.
    """

    NOTHING = "nothing"
    OWN_PAGE = "own page"
    TOKEN = "token"  # noqa: S105 # it is no password


class Token(Enum):
    FRESH = "fresh"
    EXPIRED = "expired"  # of this session, and too old
    WRONG = "wrong"  # none, another session's, or without its cookie


class Verdict(Enum):
    TAKEN = "taken"
    GIVEN_BACK = "given back"  # with all that was typed, to be sent once more
    REFUSED = "refused"


@dataclass(frozen=True)
class Door:
    """`page` shows once more what came from a bare button, or refuses by an HTTPException."""

    asks: Asks
    page: Callable[[], ResponseReturnValue] | None = None


_UNDECLARED = Door(Asks.TOKEN)
_BY_TOKEN = {
    (Asks.OWN_PAGE, Origin.OWN): dict.fromkeys(Token, Verdict.TAKEN),
    (Asks.OWN_PAGE, Origin.UNKNOWN): {
        Token.FRESH: Verdict.TAKEN,
        Token.EXPIRED: Verdict.GIVEN_BACK,
        Token.WRONG: Verdict.GIVEN_BACK,
    },
    (Asks.TOKEN, Origin.OWN): {
        Token.FRESH: Verdict.TAKEN,
        Token.EXPIRED: Verdict.GIVEN_BACK,
        Token.WRONG: Verdict.GIVEN_BACK,
    },
    # Without a token of the session anybody may have written what the page would show.
    (Asks.TOKEN, Origin.UNKNOWN): {
        Token.FRESH: Verdict.TAKEN,
        Token.EXPIRED: Verdict.GIVEN_BACK,
        Token.WRONG: Verdict.REFUSED,
    },
}


def verdict(asks: Asks, origin: Origin, token: Token) -> Verdict:
    """What becomes of a form. What another site sent is never taken and never shown, whatever it brings."""
    if asks is Asks.NOTHING:
        return Verdict.TAKEN
    return Verdict.REFUSED if origin is Origin.FOREIGN else _BY_TOKEN[asks, origin][token]


def declare(app: Flask, doors: Mapping[str, Door]) -> None:
    """Say what the doors of an endpoint, or of all endpoints whose names begin with this, ask for."""
    app.extensions.setdefault("doors", {}).update(doors)


def door() -> Door:
    """The door of the present request: the declared one with the longest name."""
    declared, name = current_app.extensions.get("doors", {}), request.endpoint or ""
    while name and name not in declared:
        name = name.rpartition(".")[0]
    return declared.get(name, _UNDECLARED)
