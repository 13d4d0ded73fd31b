"""Whatever a mail tells somebody of their registration, it leads to the page where all of it can be removed."""

from dataclasses import replace

from acts import write
from every_letter import write_every_kind
from factories import ADA, make_registration, make_seminar
from sqlalchemy import select, update

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.notices import participants
from seminars.domain.registrations import leaving, offers
from seminars.extensions import db
from seminars.mail.contents.template_values import manage_link
from seminars.mail.render import Rendered, render
from seminars.mail.still_true import still_true
from seminars.models import KINDS, Message, MessageKind, Party, Recipient, Registration, Seminar

# These go to an address that is not the registration's: not proven yet, or given up; and of an erased one no page is
# left. Whoever reads there must not see or remove what is another's.
WITHOUT = {MessageKind.NEW_ADDRESS, MessageKind.ADDRESS_CHANGED, MessageKind.ERASED}
TELL_OF_AN_END = {
    MessageKind.EXPIRED,
    MessageKind.DECLINED,
    MessageKind.CANCELLED_BY_PERSON,
    MessageKind.CANCELLED_BY_ORGANISER,
    MessageKind.SEMINAR_CANCELLED,
    MessageKind.THANKS,
    MessageKind.NO_PLACE,
}


def test_each_mail_to_somebody_leads_to_their_page_and_one_to_another_address_does_not(app):
    told = {kind for kind, row in KINDS.items() if row.to in (Recipient.CONTACT, Recipient.ANOTHER_ADDRESS)}
    with app.app_context():
        write_every_kind()
        _let_an_offer_lapse_and_tell_it_again()
        about_somebody = select(Message).where(Message.registration_id.is_not(None))
        mails = [(each, render(each)) for each in db.session.scalars(about_somebody) if still_true(each)]
        leads = {kind: set() for kind in told}
        for message, mail in mails:
            leads[message.kind].add(_leads_to_the_page(message, mail))
    assert leads == {kind: {kind not in WITHOUT} for kind in told}


def test_what_tells_of_an_end_names_the_way_by_what_is_left(app):
    with app.app_context():
        write_every_kind()
        named = set()
        for message in db.session.scalars(select(Message)):
            mail = render(message)
            if "See or remove your data:" in mail.text and "See or remove your data</a>" in mail.html:
                named.add(message.kind)
    assert named == TELL_OF_AN_END


def test_who_was_signed_up_by_somebody_else_can_have_that_removed(app):
    with app.app_context():
        make_registration(make_seminar())
        with write_unit():
            leaving.cancel(db.session.get_one(Registration, 1), by="not_me")
            db.session.commit()
        last = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
        mail = render(last)
        link = manage_link(db.session.get_one(Registration, 1), "en")
    assert (last.to, last.kind) == (ADA.email, MessageKind.CANCELLED_BY_PERSON)
    assert [line for line in mail.text.splitlines() if link in line] == [f"{link}#my-data"]


def _let_an_offer_lapse_and_tell_it_again() -> None:
    """Bela waits again, and Cyd is offered the place."""
    seminar = make_seminar(slug="lapse", capacity=1)
    ada, bela, _cyd = (make_registration(seminar, replace(ADA, given_name=name)).id for name in ("Ada", "Bela", "Cyd"))
    write(lambda: leaving.cancel(db.session.get_one(Registration, ada), by="person"))
    write(
        lambda: db.session.execute(
            update(Party)
            .values(offer_ends_at=clock.now())
            .where(Party.seminar_id == seminar.id, Party.offer_ends_at.is_not(None))
        )
    )
    write(lambda: offers.lapse_offers(db.session.get_one(Seminar, seminar.id)))
    write(lambda: participants.remind(db.session.get_one(Registration, bela), now=clock.now()))


def _leads_to_the_page(message: Message, mail: Rendered) -> bool:
    page = "/en/registrations/" + str(message.registration_id)
    links = [manage_link(each, "en") for each in message.get_registration().party.members]
    assert (page in mail.text) == (page in mail.html)
    return any(link in mail.text and link in mail.html for link in links)
