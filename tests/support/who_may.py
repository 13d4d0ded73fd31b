"""Who gets into which route of the organisers: the expectation, one line a route, written out and not read from the
table of roles. A new route needs a line of its own here."""

from dataclasses import dataclass

from flask import Flask

from seminars.models import Role

OWNER, ORGANISER, VIEWER, REVIEWER, HOST, DOOR = Role
RUN = {OWNER, ORGANISER}
SEE_PEOPLE = {*RUN, VIEWER}
SEE_FIGURES = {*SEE_PEOPLE, HOST}


@dataclass(frozen=True)
class Who:
    """`roles` get in; with `about_one` if they have it in the seminar of the address, else wherever it is, if that is
    one of `scopes`. Others are told who may (403), unless there is nothing for them: where `is_hidden`, and in what is
    not theirs."""

    roles: frozenset[Role] = frozenset(Role)
    about_one: bool = False
    is_hidden: bool = False
    scopes: tuple[str, ...] = ("installation", "series", "seminar")

    def lets_in(self, role: Role, scope: str) -> bool:
        """Whoever has this role, as far as it is about what is theirs."""
        return role in self.roles and scope in self.scopes

    @property
    def refusal(self) -> int:
        return 404 if self.is_hidden else 403


def of_it(roles: set[Role], *, is_hidden: bool = False) -> Who:
    return Who(frozenset(roles), about_one=True, is_hidden=is_hidden)


def anywhere(roles: set[Role], *scopes: str, is_hidden: bool = False) -> Who:
    return Who(frozenset(roles), scopes=scopes or Who.scopes, is_hidden=is_hidden)


ANYBODY, NOT_SIGNED_IN = Who(), None
EXPECTED: dict[str, Who | None] = {
    "organiser.account.set_password POST": ANYBODY,
    "organiser.account.show GET": ANYBODY,
    "organiser.account.update POST": ANYBODY,
    "organiser.addresses.create POST": of_it(RUN),
    "organiser.addresses.new GET": of_it(RUN),
    "organiser.cancellations.create POST": of_it(RUN),
    "organiser.cancellations.new GET": of_it(RUN),
    "organiser.changes.create POST": of_it(RUN),
    "organiser.changes.index GET": of_it(SEE_PEOPLE),
    "organiser.changes.new GET": of_it(RUN),
    "organiser.changes.show GET": of_it(SEE_PEOPLE),
    "organiser.decisions.approve POST": of_it(RUN),
    "organiser.decisions.new_offer GET": of_it(RUN),
    "organiser.decisions.new_refusal GET": of_it(RUN),
    "organiser.decisions.offer POST": of_it(RUN),
    "organiser.decisions.refuse POST": of_it(RUN),
    "organiser.digests.end POST": NOT_SIGNED_IN,
    "organiser.digests.show GET": NOT_SIGNED_IN,
    "organiser.exports.show GET": of_it(SEE_PEOPLE),
    "organiser.host_list.export GET": of_it(SEE_FIGURES),
    "organiser.host_list.show GET": of_it(SEE_FIGURES),
    "organiser.log.export GET": of_it(SEE_PEOPLE),
    "organiser.log.index GET": of_it(SEE_PEOPLE),
    "organiser.lost_passwords.create POST": NOT_SIGNED_IN,
    "organiser.lost_passwords.new GET": NOT_SIGNED_IN,
    "organiser.messages.discard POST": of_it(RUN),
    "organiser.messages.discard_all POST": anywhere(RUN),
    "organiser.messages.index GET": anywhere(SEE_PEOPLE),
    "organiser.messages.release POST": of_it(RUN),
    "organiser.messages.release_all POST": anywhere(RUN),
    "organiser.messages.send_again POST": of_it(RUN),
    "organiser.messages.send_failed_again POST": anywhere(RUN),
    "organiser.messages.show GET": of_it(SEE_PEOPLE),
    "organiser.messages.try_now POST": anywhere(RUN),
    "organiser.overviews.show GET": of_it(SEE_FIGURES),
    "organiser.registrations.index GET": of_it(SEE_PEOPLE),
    "organiser.registrations.show GET": of_it(SEE_PEOPLE),
    "organiser.role_offers.create POST": NOT_SIGNED_IN,
    "organiser.role_offers.show GET": NOT_SIGNED_IN,
    "organiser.seminar_messages.index GET": of_it(SEE_PEOPLE),
    "organiser.seminar_messages.send_failed_again POST": of_it(RUN),
    "organiser.seminars.create POST": anywhere(RUN, "installation", "series"),
    "organiser.seminars.edit GET": of_it(RUN),
    "organiser.seminars.index GET": ANYBODY,
    "organiser.seminars.new GET": anywhere(RUN, "installation", "series"),
    "organiser.seminars.update POST": of_it(RUN),
    "organiser.sign_in.create POST": NOT_SIGNED_IN,
    "organiser.sign_in.new GET": NOT_SIGNED_IN,
    "organiser.sign_in_links.create POST": NOT_SIGNED_IN,
    "organiser.sign_in_links.show GET": NOT_SIGNED_IN,
    "organiser.sign_ins.end POST": anywhere(set(), is_hidden=True),
    "organiser.sign_ins.end_others POST": ANYBODY,
    "organiser.sign_out.create POST": ANYBODY,
    "organiser.team.create POST": anywhere(RUN),
    "organiser.team.index GET": anywhere(RUN),
    "organiser.team_accounts.create POST": anywhere({OWNER}, "installation", is_hidden=True),
    "organiser.team_accounts.new GET": anywhere({OWNER}, "installation", is_hidden=True),
    "organiser.team_offers.revoke POST": of_it(RUN, is_hidden=True),
    "organiser.team_offers.send_again POST": of_it(RUN, is_hidden=True),
    "organiser.team_roles.confirm GET": of_it(RUN, is_hidden=True),
    "organiser.team_roles.edit GET": of_it(RUN, is_hidden=True),
    "organiser.team_roles.end POST": of_it(RUN, is_hidden=True),
    "organiser.team_roles.update POST": of_it(RUN, is_hidden=True),
    "organiser.today.index GET": ANYBODY,
    "organiser.told_by_hand.update POST": of_it(RUN),
    "organiser.unions.create POST": of_it(RUN),
    "organiser.unions.new GET": of_it(RUN),
}


@dataclass(frozen=True)
class Route:
    endpoint: str
    method: str
    arguments: frozenset[str]

    @property
    def key(self) -> str:
        return f"{self.endpoint} {self.method}"

    @property
    def who(self) -> Who | None:
        return EXPECTED[self.key]

    def address(self, app: Flask, parts: dict[str, str | int]) -> str:
        """`parts` are those of tour_of_roles.py for one seminar; a name that means another thing in some room stands
        there behind the room's."""
        arguments = {name: self.part(name, parts) for name in self.arguments}
        return app.url_map.bind("", "/").build(self.endpoint, arguments, method=self.method)

    def part(self, name: str, parts: dict[str, str | int]) -> str | int:
        key = self.key_of(name, parts)
        assert key in parts, f"_parts of tour_of_roles.py has no {name!r} for {self.key}"
        return parts[key]

    def key_of(self, name: str, parts: dict[str, str | int]) -> str:
        of_its_room = f"{self.endpoint.rpartition('.')[0]} {name}"
        return of_its_room if of_its_room in parts else name


def routes_of(app: Flask) -> list[Route]:
    """All of them, those that change nothing first."""
    found = [
        Route(rule.endpoint, method, frozenset(rule.arguments))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("organiser.")
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]
    keys = {route.key for route in found}
    missing, idle = sorted(keys - EXPECTED.keys()), sorted(EXPECTED.keys() - keys)
    assert not missing, f"say in EXPECTED of tests/support/who_may.py who gets into {missing}"
    assert not idle, f"EXPECTED of tests/support/who_may.py tells of no route: {idle}"
    return sorted(found, key=lambda route: (route.method, route.key))


def guarded_routes_of(app: Flask) -> list[Route]:
    """Those for which one has to sign in."""
    return [route for route in routes_of(app) if route.who]
