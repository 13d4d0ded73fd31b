"""Names of hosts are compared as the net compares them."""

import pytest

from seminars import hosts


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("localhost", "localhost"), ("LOCALHOST:5000", "localhost"), ("Seminars.Example.ORG.", "seminars.example.org"),
        ("seminars.example.org.:443", "seminars.example.org"), ("127.0.0.1:80", "127.0.0.1"), ("::1", "::1"),
        ("[0:0::0:1]:5000", "::1"), ("[2001:DB8::A]", "2001:db8::a"), ("пример.бел", "xn--e1afmkfd.xn--90ais"),
        ("ПРИМЕР.БЕЛ:8080", "xn--e1afmkfd.xn--90ais"), ("XN--e1afmkfd.xn--90AIS.", "xn--e1afmkfd.xn--90ais"),
        (".Пример.бел", ".xn--e1afmkfd.xn--90ais"), ("a_b", "a_b"), ("", ""),
    ],
)  # fmt: skip
def test_however_a_host_is_written_it_is_the_same(written, plain):
    assert hosts.plain(written) == plain


def test_only_what_begins_with_a_dot_stands_for_the_names_in_it():
    known = (".example.org", "localhost", "::1")
    for host in ("example.org", "a.example.org", "b.a.example.org", "localhost", "::1"):
        assert (host, hosts.is_among(host, known)) == (host, True)
    for host in ("evilexample.org", "a.localhost", "example.org.evil", "", ".", "::", "org"):
        assert (host, hosts.is_among(host, known)) == (host, False)


def test_a_host_is_of_this_machine_or_reached_from_outside():
    for host in ("localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"):
        assert (host, hosts.is_of_this_machine(host)) == (host, True)
    for host in ("0.0.0.0", "::", "*", "", "192.168.1.5", "seminars.example.org"):  # noqa: S104 - nothing listens
        assert (host, hosts.is_of_this_machine(host)) == (host, False)


def test_only_names_outside_ascii_are_written_differently_where_they_leave():
    written = ("Example.ORG", "пошта.бел", "Почта.Example.BY", "a_b.бел", "XN--80a1acny.xn--90AIS")
    assert [hosts.a_labels(name) for name in written] == [
        "Example.ORG",
        "xn--80a1acn3a.xn--90ais",
        "xn--80a1acny.Example.BY",
        "a_b.xn--90ais",
        "XN--80a1acny.xn--90AIS",
    ]
