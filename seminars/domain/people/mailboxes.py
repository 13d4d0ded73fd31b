"""Into which mailbox an address leads, for counting mails only. Spellings, +tags and aliases are joined where the rules
of the provider are known (data/mail_providers.toml); everywhere else an address is its own mailbox."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from seminars.domain.people import identity
from seminars.toml.tables import read_file

FILE = Path(__file__).parents[2] / "data" / "mail_providers.toml"


@dataclass(frozen=True)
class _Rule:
    """How the names at one domain are read: the domain by which they are called, the sign before a tag, signs that do
    not count, signs that are one, and whether anything@name.domain is name@domain."""

    domain: str
    tags: str = ""
    ignored: str = ""
    alike: str = ""
    subdomains: bool = False

    def read(self, name: str) -> str:
        read = name.partition(self.tags)[0] if self.tags else name
        read = "".join(sign for sign in read if sign not in self.ignored)
        for sign in self.alike:
            read = read.replace(sign, self.alike[-1])
        return read or name


def mailbox(address: str) -> str:
    """The same for all addresses of which we know that they lead into one mailbox; an address itself."""
    name, _, domain = identity.email_key(address).rpartition("@")
    alias, _, parent = domain.partition(".")
    if (rule := _rules().get(parent)) and rule.subdomains:
        name = alias
    else:
        rule = _rules().get(domain)
    return f"{rule.read(name)}@{rule.domain}" if rule else f"{name}@{domain}"


def own_domain(address: str) -> str:
    """The domain of an address if it is a firm's or somebody's own; "" under that of a large provider."""
    domain = mailbox(address).rpartition("@")[2]
    return "" if domain in _rules() or domain in _large() else domain


@cache
def _rules() -> dict[str, _Rule]:
    rules: dict[str, _Rule] = {}
    for provider in read_file(FILE)["provider"]:
        how = {sign: provider[sign] for sign in ("tags", "ignored", "alike", "subdomains") if sign in provider}
        domains = provider["domains"]
        rules |= {each: _Rule(domains[0] if provider.get("twins") else each, **how) for each in domains}
    return rules


@cache
def _large() -> frozenset[str]:
    return frozenset(read_file(FILE)["large"]["domains"])
