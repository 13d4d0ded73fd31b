"""A grown-up installation on this machine: nginx with the file from docs/, several web processes and workers."""

import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.client import HTTPResponse, HTTPSConnection
from http.cookiejar import CookieJar
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPSHandler, OpenerDirector, Request, build_opener

import pytest
from post_office import CERTIFICATE

DOCS = Path(__file__).parents[3] / "docs"
COMMAND = (sys.executable, "-c", "from seminars.cli import main; main(prog_name='seminars')")
FROM = "127.0.0.2"  # where our visitors come from, so that they are told apart from the proxy
AROUND = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/start.log;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
    types {{ text/html html; text/calendar ics; text/css css; }}
    {temporary}
    include {folder}/seminars.conf;
}}
"""


def nginx(folder: Path, **ports: Any) -> list[str]:
    """The command that runs nginx by the documented file; the test is skipped where there is no nginx."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found:
        return [found, "-c", str(_nginx_settings(folder, **ports)), "-p", str(folder)]
    assert not os.environ.get("CI"), "nginx is missing on the machine that tests for everybody; add it to .ci/run"
    pytest.skip("nginx is not installed, so docs/nginx.conf was NOT tried: apt install nginx")


def _nginx_settings(folder: Path, *, web: tuple[int, int], http: int, https: int) -> Path:
    """The documented file with this machine's ports and paths and nothing else changed; returns what includes it."""
    written = (DOCS / "nginx.conf").read_text(encoding="utf-8")
    for stated, ours in (
        ("127.0.0.1:5001", f"127.0.0.1:{web[0]}"),
        ("127.0.0.1:5002", f"127.0.0.1:{web[1]}"),
        ("listen 80;", f"listen 127.0.0.1:{http};"),
        ("listen [::]:80;", ""),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{https} ssl http2;"),
        ("listen [::]:443 ssl http2;", ""),
        ("server_name seminars.example.org;", "server_name localhost;"),
        ("/etc/letsencrypt/live/seminars.example.org/fullchain.pem", str(CERTIFICATE)),
        ("/etc/letsencrypt/live/seminars.example.org/privkey.pem", str(CERTIFICATE)),
        ("/var/log/nginx/", f"{folder}/"),
        ("/var/www/html", f"{folder}/html"),
    ):
        assert stated in written, stated
        written = written.replace(stated, ours)
    (folder / "seminars.conf").write_text(written, encoding="utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "user root;" if os.getuid() == 0 else ""
    settings = folder / "nginx.conf"
    settings.write_text(AROUND.format(user=user, folder=folder, temporary=temporary))
    return settings


@contextmanager
def running(*commands: list[str], environ: dict[str, str], log: Path) -> Iterator[list[subprocess.Popen]]:
    """All of these side by side; they are asked to stop at the end, and all do so in good order."""
    with ExitStack() as stack, log.open("wb") as file:
        processes = [
            stack.enter_context(subprocess.Popen(command, env=os.environ | environ, stdout=file, stderr=file))
            for command in commands
        ]
        try:
            yield processes
        finally:
            for process in processes:
                process.terminate()
            codes = [process.wait(timeout=40) for process in processes]
    assert [code for code in codes if code not in (0, -9)] == [], log.read_text()


class Visitor:
    """A browser that keeps cookies, trusts our certificate, and claims to come from somewhere else."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()), _FromOurAddress())
        self.opener.addheaders = [("X-Forwarded-For", "9.9.9.9"), ("Referer", f"{address}/")]

    def get(self, path: str) -> HTTPResponse:
        return self.opener.open(f"{self.address}{path}", timeout=20)

    def post(self, path: str, **fields: str) -> HTTPResponse:
        return self.opener.open(Request(f"{self.address}{path}", urlencode(fields).encode()), timeout=20)  # noqa: S310

    def wait_for(self, path: str, within: float = 60) -> str:
        give_up_at = monotonic() + within
        while True:
            try:
                return self.get(path).read().decode()
            except (URLError, HTTPError, ConnectionError):
                if monotonic() > give_up_at:
                    raise
                sleep(0.2)


class _FromOurAddress(HTTPSHandler):
    def https_open(self, request):
        trusting = ssl.create_default_context(cafile=str(CERTIFICATE))
        return self.do_open(partial(HTTPSConnection, context=trusting, source_address=(FROM, 0)), request)
