"""What people say of themselves and of those they bring along, when they sign up and when they correct it."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from wtforms import BooleanField, Field, Form, FormField
from wtforms.validators import ValidationError

from seminars.domain.people import identity
from seminars.domain.people.sign_up import WhenShort
from seminars.domain.seating import parties
from seminars.i18n import gettext, lazy_gettext
from seminars.models import OrganisationKind
from seminars.public.forms import AskingForm, VisitorForm, one_of
from seminars.web.forms import ORGANISATION_KINDS, Given, NamesItsField, Rows, line, paragraphs, phone_field, required
from seminars.web.forms.addresses import address_field
from seminars.web.forms.person_names import name_field
from seminars.web.forms.proofs import ProvenForm

# More than can come together, so that a form with too many is given back as it was typed.
MOST_COMPANIONS_SHOWN = 30
_TOO_MANY = lazy_gettext(
    "At most %(most)s people can sign up together; the others send a form of their own", most=parties.MOST
)


# What lies in the fold "More about me": nobody has to say any of it.
IN_FOLD = (
    "patronymic", "phone", "organisation", "organisation_kind", "position", "town", "needs", "photo", "sharing",
)  # fmt: skip


class NotWellFormed(Exception):
    """Something is wrong with the fields of the form, and stands at each of them."""


class FormTooOld(NotWellFormed):
    """It was open for too long, or came without its cookie."""


class CompanionForm(Form):
    """Somebody whom the contact brings along; a row without names is nobody."""

    given_name = name_field(lazy_gettext("Given name"))
    surname = name_field(lazy_gettext("Surname"))

    @property
    def is_somebody(self) -> bool:
        return bool(self.given_name.data or self.surname.data)


def companion_rows(*, shown: int) -> Rows:
    """As many rows as were sent, and no fewer than `shown`."""
    return Rows(
        FormField(CompanionForm),
        label="",
        min_entries=shown,
        max_entries=MOST_COMPANIONS_SHOWN,
        too_many=_TOO_MANY,
        row_name=_person_name,
    )


def _person_name(number: int) -> str:
    """The contact, who fills the form in, is the first person."""
    return gettext("Person %(number)s", number=number + 1)


def refuse_namesakes(people: Sequence[Any], *, key: Callable[[str, str], Hashable] = identity.name_key) -> None:
    """Say so of two people with the same name; names that are wrong in themselves are told at their fields."""
    if any(name.errors for each in people for name in (each.surname, each.given_name)):
        return
    keys = [key(each.surname.data, each.given_name.data) for each in people]
    if len(set(keys)) < len(keys):
        raise ValidationError(lazy_gettext("The same name stands here twice; write each person once"))


class PersonForm(VisitorForm):
    organisation_kinds = ORGANISATION_KINDS

    given_name = name_field(lazy_gettext("Given name"))
    surname = name_field(lazy_gettext("Surname"))
    email = address_field(lazy_gettext("Write your e-mail address, so that we can send you your place"))
    patronymic = name_field(lazy_gettext("Patronymic"))
    phone = phone_field(lazy_gettext("Phone"))
    organisation = line(lazy_gettext("Organisation"), longest=200)
    organisation_kind = line(lazy_gettext("Kind of organisation"), one_of(OrganisationKind), longest=40)
    position = line(lazy_gettext("Position"), longest=200)
    town = line(lazy_gettext("Your town"), longest=100)
    needs = paragraphs(lazy_gettext("What do you need on the spot?"), longest=1000)
    photo = BooleanField(lazy_gettext("I may be seen in photos of the seminar."))
    sharing = BooleanField(lazy_gettext("The host may see my name and my organisation on the list of participants."))
    news = BooleanField(lazy_gettext("I want to know about other seminars in my region."))

    @property
    def tells_more(self) -> bool:
        """Whether something stands in the fold, or is wrong there: then it is open."""
        return any(self[name].data or self[name].errors for name in IN_FOLD)

    def validate_given_name(self, field: Field) -> None:
        if not field.data and not self.surname.data:
            words = lazy_gettext("Write your name; one of these two fields is enough")
            raise ValidationError(NamesItsField(words))


class SignUpForm(AskingForm, PersonForm, ProvenForm):
    must_choose = False  # what becomes of a party that does not fit as a whole
    sent_away: str = ""  # tells that too many came when this form did, and when that was

    companions = companion_rows(shown=parties.MOST - 1)
    when_short = Given(one_of(WhenShort))
    processing = BooleanField(
        validators=[required(lazy_gettext("Without your consent to the use of your data we cannot sign you up"))]
    )
    extra_note = line("", longest=100)
    token = Given()

    @property
    def is_from_bot(self) -> bool:
        """The field that people neither see nor hear is filled in."""
        return bool(self.extra_note.data)

    @property
    def brings_others(self) -> bool:
        """Whether the fold of those who come along is open."""
        return bool(self.named_companions or self.companions.errors)

    @property
    def named_companions(self) -> list[CompanionForm]:
        return [row.form for row in self.companions if row.form.is_somebody]

    def validate_companions(self, _field: Field) -> None:
        named = [self, *self.named_companions]
        if len(named) > parties.MOST:
            raise ValidationError(_TOO_MANY)
        refuse_namesakes(named)


class AnswersForm(PersonForm):
    """What was said at the sign-up, all but the address, to be corrected. What the host may see is two ticks here, as
    some agreed to the first alone."""

    sharing = BooleanField(lazy_gettext("The host may see my name on the list of participants."))
    shares_organisation = BooleanField(lazy_gettext("The host may see my organisation, too."))

    email = None
    companions = companion_rows(shown=0)
    seen = Given()

    def validate_companions(self, _field: Field) -> None:
        others = [row.form for row in self.companions]
        if not all(each.is_somebody for each in others):
            raise ValidationError(lazy_gettext("Each of them needs a name; cancel whoever does not come on your page"))
        # Two who are registered may have one name by now (rekeying.py), and keep it; the domain sees to anybody else.
        refuse_namesakes([self, *others], key=lambda *name: frozenset(identity.name_keys(*name)))
