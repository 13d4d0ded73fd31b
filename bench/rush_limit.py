"""What no sign-up can be faster than here: its lock and its rows as four bare statements a commit, of one seminar."""

import re
import subprocess
from pathlib import Path
from time import perf_counter

import psycopg
from factories import make_registration, make_seminar
from installations import migrate, settings
from rush_site import postgresql_wheel
from sqlalchemy import Table

from seminars import create_app
from seminars.extensions import db
from seminars.models import Activity, Message, Registration

SECONDS = 4
CLIENTS = 8
LOCK = "UPDATE seminar SET seat_counter = seat_counter + 1 WHERE id = 1 RETURNING seat_counter"
# What must differ from row to row; `:n` is the number that the lock gave.
UNLIKE = {
    "registration": {"code": "'x' || :n", "email_key": "'limit' || :n", "is_contact": "false"},
    "message": {"dedup": "'limit-' || :n"},
    "activity": {},
}


def measure(folder: Path, address: str) -> float:
    """Transactions a second in a database of its own beside that of the rush."""
    if address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE DATABASE bare")
        address = re.sub(r"/rush\b", "/bare", address)
    app = create_app(settings(folder / "limit", address))
    migrate(app)
    with app.app_context():
        make_registration(make_seminar())
        db.session.remove()
        db.engine.dispose()
        return _with_pgbench(folder, address) if address else _in_a_loop()


def _copies() -> list[str]:
    return [_copy(each.__table__) for each in (Registration, Message, Activity)]


def _copy(table: Table) -> str:
    """A statement that adds a row like the first one."""
    names = [column.name for column in table.columns if column.name != "id"]
    values = [UNLIKE[table.name].get(name, f'"{name}"') for name in names]
    quoted = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table.name} ({quoted}) SELECT {', '.join(values)} FROM {table.name} WHERE id = 1"  # noqa: S608


def _with_pgbench(folder: Path, address: str) -> float:
    script = folder / "limit.sql"
    statements = "".join(f"{each};\n" for each in _copies())
    script.write_text(f"BEGIN;\n{LOCK} AS n \\gset\n{statements}COMMIT;\n")
    program = Path(postgresql_wheel().__file__).parent / "pginstall" / "bin" / "pgbench"
    options = ("-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", str(SECONDS), "-f", str(script))
    said = subprocess.run([program, *options, address], capture_output=True, text=True, check=True).stdout
    return float(re.search(r"tps = ([\d.]+)", said)[1])


def _in_a_loop() -> float:
    """One writer with the settings of the site's own connections."""
    connection = db.engine.raw_connection()
    copies, done, began_at = [each.replace(":n", "?1") for each in _copies()], 0, perf_counter()
    while perf_counter() - began_at < SECONDS:
        connection.execute("BEGIN IMMEDIATE")
        (number,) = connection.execute(LOCK).fetchone()
        for each in copies:
            connection.execute(each, (number,) if "?1" in each else ())
        connection.execute("COMMIT")
        done += 1
    connection.close()
    return done / (perf_counter() - began_at)
