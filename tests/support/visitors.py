"""What visitors do with a browser, and a look at everything that is stored."""

import json
import re
from html import unescape
from mailbox import Maildir
from pathlib import Path
from typing import Any

import acts
from altcha import Challenge, Payload, solve_challenge
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from seminars import tokens
from seminars.extensions import Base, db

FORM = "/en/seminars/klichev/registrations/new"
SIGN_UP = "/en/seminars/klichev/registrations"
ANSWERS = {"given_name": "Ada", "surname": "Klichevskaya", "email": "ada@example.org", "processing": "y"}


def hidden_fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def csrf(client: FlaskClient) -> dict[str, str]:
    """What protects every form; the one of the lost link is always there to take it from."""
    return hidden_fields(client.get("/en/registrations/find").text)


def sign_up(client: FlaskClient, **answers: str) -> TestResponse:
    return client.post(SIGN_UP, data={**hidden_fields(client.get(FORM).text), **ANSWERS, **answers})


def proven(page: str) -> dict[str, str]:
    """The hidden fields of a suspicious form as the script leaves them: its task is solved."""
    (task,) = re.findall(r"data-proof='([^']*)'", page)
    challenge = Challenge.from_dict(json.loads(unescape(task))["challenge"])
    return {**hidden_fields(page), "proof": Payload(challenge, solve_challenge(challenge)).to_base64()}


def manage_page(app: Flask, registration_id: int = 1, *, version: int = 1, language: str = "en") -> str:
    with app.app_context():
        return f"/{language}/registrations/{tokens.manage_token(registration_id, version)}"


def everything_stored(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    with app.app_context():
        return {
            table.name: sorted((tuple(row) for row in db.session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def rows(app: Flask, what: type) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(select(what).order_by(what.id)))


def letters(app: Flask) -> list[str]:
    """Every text part of every mail that was sent, the first mail first."""
    folder = Maildir(Path(app.config["INSTANCE"]) / "mail")
    # A key begins with seconds, microseconds, process and count, whose figures are not filled up to one length.
    in_order = sorted(folder.keys(), key=lambda key: [int(number) for number in re.findall(r"\d+", key)[:4]])
    parts = [part for key in in_order for part in folder[key].walk()]
    return [part.get_payload(decode=True).decode() for part in parts if part.get_content_maintype() == "text"]


def post(client: FlaskClient, address: str, **answers: str) -> TestResponse:
    return client.post(address, data={**csrf(client), **answers})


def set_all(app: Flask, table: type[Base], **values: Any) -> None:
    """Write these values into every row, past all rules."""
    with app.app_context():
        acts.set_all(table, **values)


def headline(page: str) -> str:
    return " ".join(re.search("<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[1].split())


class Counted:
    """Counts the statements sent to the database inside `with`."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            self.engine = db.engine
        self.statements: list[str] = []

    def __enter__(self) -> list[str]:
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self.statements

    def __exit__(self, *_error: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._note)

    def _note(self, _connection, _cursor, statement: str, *_rest) -> None:
        self.statements.append(statement)


class RowsRead(Counted):
    """Counts the rows that each reading statement which has `part` finds inside `with`."""

    def __init__(self, app: Flask, part: str) -> None:
        super().__init__(app)
        self.part, self.found = part, []

    def __enter__(self) -> list[int]:
        super().__enter__()
        return self.found

    def _note(self, connection, _cursor, statement: str, parameters, *_rest) -> None:
        if statement.startswith("SELECT") and self.part in statement:
            again = connection.connection.cursor()
            again.execute(statement, parameters)
            self.found.append(len(again.fetchall()))
