"""A real PgBouncer in front of the tests' PostgreSQL."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from post_office import free_port
from psycopg.conninfo import conninfo_to_dict
from running_site import wait_until

PROGRAM = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin")


@contextmanager
def pooler(uri: str, mode: str, *, size: int = 3) -> Iterator[str]:
    """The address under which the database is reached through a pooler of this mode, with so many connections."""
    server = conninfo_to_dict(uri)
    # It does not run as root, and has to reach the server's socket.
    user = Path(server["host"]).owner()
    folder, port = Path(tempfile.mkdtemp(prefix="pooler")), free_port()
    (folder / "users.txt").write_text('"postgres" ""\n')
    (folder / "pooler.ini").write_text(
        f"""[databases]
{server["dbname"]} = host={server["host"]} port={server.get("port", 5432)} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users.txt
pool_mode = {mode}
default_pool_size = {size}
"""
    )
    folder.chmod(0o755)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([PROGRAM, folder / "pooler.ini"], stdout=log, stderr=log, user=user)
    address = f"postgresql://postgres@127.0.0.1:{port}/{server['dbname']}"
    try:
        wait_until(lambda: _answers(address) or process.poll() is not None, "the pooler did not start")
        yield address
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


def _answers(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
