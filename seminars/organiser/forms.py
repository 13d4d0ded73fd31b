"""The small forms of organisers: signing in, the account, reasons."""

from flask_security import current_user
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField
from wtforms.validators import StopValidation

from seminars.domain.errors import DeadlinePast, DomainError, NotActive, SameAddress, TooLate, WouldExceed
from seminars.domain.organisers.weak_passwords import Weakness, weakness
from seminars.domain.people.addresses import reading
from seminars.domain.registrations.by_organisers.mended_addresses import KnownThere
from seminars.i18n import LANGUAGES, lazy_gettext
from seminars.organiser.fields import Choice, OrganiserForm, Parsed, line, needed, paragraphs
from seminars.parsers import local_moment
from seminars.web.forms import mail_address, pasted_address, required
from seminars.web.forms.addresses import AsksBack, address_field
from seminars.web.forms.person_names import name_field
from seminars.web.forms.proofs import ProvenForm
from seminars.web.passwords import SHORTEST_PASSWORD, password_length


def _long_enough(_form: FlaskForm, field: PasswordField) -> None:
    if len(field.data or "") < SHORTEST_PASSWORD:
        raise StopValidation(
            lazy_gettext(
                "A password needs at least %(length)s characters; a few words are good", length=SHORTEST_PASSWORD
            )
        )


_WEAK = {
    Weakness.COMMON: lazy_gettext("Very many people have this password; choose another, a few words are good"),
    Weakness.OWN_ADDRESS: lazy_gettext("This is little more than your address; choose another, a few words are good"),
    Weakness.NUMBER: lazy_gettext("A number alone is guessed soon; choose another, a few words are good"),
    Weakness.ROW: lazy_gettext("Keys or letters in a row are guessed soon; choose another, a few words are good"),
    Weakness.REPETITION: lazy_gettext("This is the same again and again; choose another, a few words are good"),
}


def _not_weak(_form: FlaskForm, field: PasswordField) -> None:
    found = weakness(field.data, address=current_user.email)
    if found:
        raise StopValidation(_WEAK[found])


def _typed_alike(form: FlaskForm, field: PasswordField) -> None:
    if field.data != form.password.data:
        raise StopValidation(lazy_gettext("The two passwords differ; type the same one twice"))


_WHY_NOT_MENDED = {
    KnownThere: lazy_gettext("There is another registration of this person under this address"),
    NotActive: lazy_gettext("This registration has ended already."),
    SameAddress: lazy_gettext("This is the address that we write to already"),
    TooLate: lazy_gettext("The seminar is over; nobody is written to about a place any more"),
}


class SignInForm(OrganiserForm, ProvenForm):
    email = line(
        lazy_gettext("E-mail"),
        required(lazy_gettext("Write your e-mail address")),
        pasted_address,
        longest=reading.LONGEST,
    )
    password = PasswordField(lazy_gettext("Password"), [required(lazy_gettext("Write your password")), password_length])
    remember = BooleanField(lazy_gettext("Stay signed in on this device"))


class LostPasswordForm(OrganiserForm):
    email = line(
        lazy_gettext("E-mail"),
        required(lazy_gettext("Write your e-mail address")),
        mail_address,
        longest=reading.LONGEST,
    )


class AccountForm(OrganiserForm):
    name = name_field(lazy_gettext("Your name, as colleagues see it"))
    language = Choice(
        lazy_gettext("Language of these pages"),
        allowed=LANGUAGES,
        complaint=lazy_gettext("Choose one of the languages"),
    )
    wants_digest = BooleanField(lazy_gettext("Every morning a mail with what is new in my seminars"))


class PasswordForm(OrganiserForm):
    """`present` is asked where somebody else could sit at a browser that was left open."""

    present = PasswordField(
        lazy_gettext("Present password"), [required(lazy_gettext("Write your present password")), password_length]
    )
    password = PasswordField(lazy_gettext("New password"), [_long_enough, password_length, _not_weak])
    again = PasswordField(lazy_gettext("The same once more"), [_typed_alike])


class OfferForm(OrganiserForm):
    """Until when a place is offered out of turn, by the seminar's clock; whether more than all seats may be taken."""

    ends = Parsed(
        lazy_gettext("Answer by"),
        parse=local_moment,
        write=lambda when: when.strftime("%Y-%m-%dT%H:%M"),
        complaint=lazy_gettext("Write a day and a time such as 2027-03-12 10:00"),
        validators=[needed(lazy_gettext("Write until when the person can answer"))],
    )
    exceed = BooleanField()
    excess: WouldExceed | None = None

    def refuse(self, refusal: DomainError) -> None:
        """Say why the domain refused; what only a tick allows is asked for."""
        match refusal:
            case WouldExceed():
                self.excess = refusal
                self.add_error(
                    "exceed",
                    lazy_gettext(
                        "This makes %(taken)s of %(capacity)s. Tick it if that is meant",
                        taken=refusal.taken,
                        capacity=refusal.capacity,
                    ),
                )
            case DeadlinePast():
                self.add_error("ends", lazy_gettext("An offer ends in the future and before the seminar begins"))
            case TooLate():
                self.add_error("ends", lazy_gettext("The seminar has begun; nobody can be offered a place any more"))
            case _:
                raise refusal


class AddressForm(AsksBack, OrganiserForm):
    in_the_way: KnownThere | None = None
    email = address_field(lazy_gettext("Write the e-mail address"))

    def refuse(self, refusal: DomainError) -> None:
        """Say why the domain refused."""
        self.add_error("email", _WHY_NOT_MENDED[type(refusal)])
        self.in_the_way = refusal if isinstance(refusal, KnownThere) else None


class ReasonForm(OrganiserForm):
    reason = paragraphs(
        lazy_gettext("Reason"),
        required(lazy_gettext("Write the reason; the person reads it in the mail")),
        longest=1000,
    )


class CancellationForm(ReasonForm):
    whole_party = BooleanField(lazy_gettext("Cancel for all who were signed up together"))
