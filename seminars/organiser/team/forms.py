"""The forms that offer a role and change one."""

from typing import Any

from flask_security import current_user

from seminars.domain.errors import DomainError
from seminars.domain.organisers import memberships
from seminars.domain.organisers.giving import scopes
from seminars.domain.organisers.giving.refusals import HeldAlready, OfferedAlready, TooManyOffers
from seminars.domain.organisers.giving.scopes import NotTheirsToGive, Scope
from seminars.formats.roles.places import where
from seminars.formats.roles.words import NAMES
from seminars.i18n import LANGUAGES, gettext, lazy_gettext
from seminars.models import Role
from seminars.organiser.fields import Choice, OrganiserForm
from seminars.web.forms.addresses import AsksBack, address_field

# Those who review and those at the door get their pages later, and their roles with them.
OFFERED = (Role.OWNER, Role.ORGANISER, Role.VIEWER, Role.HOST)


def _role() -> Choice:
    return Choice(lazy_gettext("Role"), complaint=lazy_gettext("Choose what they may do"))


class WithRole(OrganiserForm):
    role: Choice

    def allow(self, *places: Scope) -> None:
        """Those roles that the signed-in organiser may give in any of these places."""
        held = memberships.held_by(current_user)
        allowed = [role for role in OFFERED if any(scopes.may_give(held, role, place) for place in places)]
        self.role.allowed = tuple(role.value for role in allowed)

    @property
    def roles(self) -> list[Role]:
        return [Role(each) for each in self.role.allowed]


class RoleForm(WithRole):
    role = _role()


class OfferRoleForm(AsksBack, WithRole):
    email = address_field(lazy_gettext("Write the e-mail address"))
    role = _role()
    place = Choice(lazy_gettext("Where it holds"), complaint=lazy_gettext("Choose where it holds"))
    language = Choice(
        lazy_gettext("Language of the mail"), allowed=LANGUAGES, complaint=lazy_gettext("Choose one of the languages")
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.scopes = {_key(each): each for each in scopes.scopes_of(current_user)}
        self.place.allowed = tuple(self.scopes)
        self.allow(*self.scopes.values())

    @property
    def places(self) -> list[tuple[str, str]]:
        """(value, label) of the list of places; where there is one it is chosen already."""
        known = [(key, where(each.series, each.seminar)) for key, each in self.scopes.items()]
        return known if len(known) == 1 else [("", "–"), *known]

    def refuse(self, refusal: DomainError) -> None:
        """Say why the domain refused."""
        match refusal:
            case NotTheirsToGive():
                self.add_error("role", gettext("You may not give this role there; choose another one"))
            case OfferedAlready():
                self.add_error(
                    "email",
                    gettext("This person has already been offered a role there; send the offer again, or take it back"),
                )
            case HeldAlready(role=role):
                self.add_error("email", gettext("This person helps there already, as: %(role)s", role=NAMES[role]))
            case TooManyOffers():
                self.add_error("email", TOO_MANY)


TOO_MANY = lazy_gettext("Several offers went to this address recently. Wait an hour, or a day, before the next one")


def _key(scope: Scope) -> str:
    if scope.seminar:
        return f"seminar-{scope.seminar.id}"
    return f"series-{scope.series.id}" if scope.series else "site"
