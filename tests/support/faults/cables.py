"""A web server in a network of its own, whose cable to the database can be cut without a word to either end."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

DATABASE, WEB = "10.77.2.2", "10.77.3.2"  # where the database listens, and where visitors find the web server


class Cable:
    """The web server's own network, joined to ours through a router, which may carry packets or drop them."""

    def __init__(self) -> None:
        self.web, self.router = f"web{os.getpid()}", f"router{os.getpid()}"
        self.inside = ("ip", "netns", "exec", self.web)

    def lay(self) -> None:
        for name in (self.web, self.router):
            _run(f"ip netns add {name}")
            _run(f"ip -n {name} link set lo up")
        self._join(1, (self.web, "10.77.1.2"), (self.router, "10.77.1.1"))
        self._join(2, (self.router, "10.77.2.1"), (None, DATABASE))
        self._join(3, (self.web, WEB), (None, "10.77.3.1"))
        _run(f"ip -n {self.web} route add 10.77.2.0/24 via 10.77.1.1")
        _run("ip route add 10.77.1.0/24 via 10.77.2.1")
        self.mend()

    def cut(self) -> None:
        self._carry(0)

    def mend(self) -> None:
        self._carry(1)

    def take_up(self) -> None:
        for name in (self.web, self.router):
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)

    def _carry(self, packets: int) -> None:
        _run(f"ip netns exec {self.router} sh -c", f"echo {packets} > /proc/sys/net/ipv4/ip_forward")

    def _join(self, number: int, one: tuple[str, str], other: tuple[str | None, str]) -> None:
        """A cable of this number between two (network, address); None is the network of this machine."""
        names = f"{self.web}{number}a", f"{self.web}{number}b"
        _run(f"ip link add {names[0]} type veth peer name {names[1]}")
        for name, (space, address) in zip(names, (one, other), strict=True):
            inside = f"ip -n {space}" if space else "ip"
            if space:
                _run(f"ip link set {name} netns {space}")
            _run(f"{inside} addr add {address}/24 dev {name}")
            _run(f"{inside} link set {name} up")


@contextmanager
def cable() -> Iterator[Cable]:
    laid = Cable()
    try:
        laid.lay()
    except (OSError, subprocess.CalledProcessError):
        laid.take_up()
        if os.environ.get("CI"):
            raise
        pytest.skip("NOT TESTED: a silent cut of the network; it needs root and iproute2")
    try:
        yield laid
    finally:
        laid.take_up()


def _run(command: str, *last: str) -> None:
    subprocess.run([*command.split(), *last], check=True, capture_output=True)
