"""The site that the README's pictures show: the packaged series, and invented people who signed up in Klichev.

They are other people than those of `seminars demo`: some bring others along, so that the mail in the picture names two.
Nobody here exists, and all addresses end in example.org.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from seminars import create_app, links
from seminars.cli.setting_up import PACKAGED_SERIES
from seminars.database.units import database_now, write_unit
from seminars.domain.jobs import beats
from seminars.domain.loading.sample import parties
from seminars.domain.organisers import accounts
from seminars.domain.people.sign_up import Person, SignUp
from seminars.domain.registrations import leaving, signing_up
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.mail.render import render, sender_name
from seminars.mail.sending.delivery import deliver_due
from seminars.models import ConsentKind, Message, MessageKind, Registration, Seminar

ADDRESS = "https://seminars.example.org"
KLICHEV = "small-towns-and-clusters-klichev"
HOURS_BETWEEN = timedelta(hours=5, minutes=17)  # two sign-ups
COMMANDS = (["init-db"], *(["load", name] for name in PACKAGED_SERIES))
READER = "marta.zielinska@example.org"  # whose mail is shown
LEFT = "s.hrynevich@example.org"
CONSENTS = {ConsentKind.PROCESSING: True, ConsentKind.PHOTO: True, ConsentKind.SHARING: True, ConsentKind.NEWS: False}
# Given name, surname, organisation, town, address before the @, language; then whom they bring along.
PEOPLE = (
    (("Алена", "Рудзько", "Клічаўскі райвыканкам", "Клічаў", "a.rudzko", "be"), ("Віктар", "Сямашка")),
    (("Наталья", "Кравец", "Пасека «Липовый цвет»", "Кличев", "kravets", "ru"),),
    (("Marta", "Zielińska", "Spółdzielnia Sad", "Białystok", "marta.zielinska", "en"), ("Piotr", "Zieliński")),
    (("Павел", "Жук", "Пякарня «Жытні дом»", "Асіповічы", "p.zhuk", "be"),),
    (("Ганна", "Лапцёнак", "Аграсядзіба «Вольса»", "Клічаў", "laptsionak", "be"),),
    (("Tomasz", "Borowski", "Klaster Drzewny", "Suwałki", "t.borowski", "pl"),),
    (("Ирина", "Мельник", "Лесхоз", "Кличев", "melnik", "ru"), ("Олег", "Дубовик"), ("Юлия", "Сорока")),
    (("Кастусь", "Верамейчык", "Сыраварня", "Бялынічы", "kastus.v", "be"),),
    (("Дарья", "Новик", "Могилёвский колледж", "Могилёв", "novik", "ru"), ("Антон", "Лис")),
    (("Вольга", "Ткачык", "Цэнтр рамёстваў", "Кіраўск", "tkachyk", "be"),),
    (("Максим", "Громыко", "ИП Громыко", "Бобруйск", "m.gromyko", "ru"),),
    (("Алесь", "Якубовіч", "Фермерская гаспадарка", "Клічаў", "ales.ja", "be"), ("Таццяна", "Якубовіч")),
    (("Lena", "Kowalczuk", "Fundacja Bug", "Brest", "l.kowalczuk", "pl"),),
    (("Сергей", "Гриневич", "", "Бобруйск", "s.hrynevich", "ru"),),
    (("Зміцер", "Брыль", "Столярная майстэрня", "Быхаў", "bryl", "be"),),
    (("Эльвіра", "Казлова", "Лянок", "Клічаў", "e.kazlova", "be"),),
    (("Андрей", "Шпак", "Районная газета", "Кличев", "shpak", "ru"), ("Вера", "Шпак")),
    (("Ян", "Міцкевіч", "Турклуб «Бераг»", "Магілёў", "jan.m", "be"),),
)


@dataclass(frozen=True)
class ShownMail:
    subject: str
    sender: str
    html: str


def fill(environment: Mapping[str, str]) -> tuple[str, ShownMail]:
    """Sign everybody up and send the mails (into the instance folder); returns the path of a link that signs an
    organiser in, and the mail to be shown."""
    with create_app({**environment, "SEMINARS_PUBLIC_BASE_URL": ADDRESS}).app_context():
        _sign_people_up()
        with write_unit():
            organiser = accounts.create_organiser("olive@example.org", language="en", now=database_now())
            token = accounts.new_sign_in_link(organiser)
            parties.add_people(actor="system:pictures", now=database_now())
            beats.begin("pictures", now=database_now())  # or the pages would tell that no worker runs
            db.session.commit()
        mail = _mail()
        deliver_due()
        path = links.sign_in(token).removeprefix(ADDRESS)
        db.session.remove()
        db.engine.dispose()
    return path, mail


def _sign_people_up() -> None:
    for number, (contact, *companions) in enumerate(PEOPLE):
        with write_unit():
            seminar, signs_up_at = _klichev(), database_now() - HOURS_BETWEEN * (len(PEOPLE) - number)
            held = seats.hold(seminar, now=signs_up_at)
            signing_up.enrol_newcomers(seminar, held, _sign_up(contact, companions))
            db.session.commit()
    with write_unit():
        leaving.cancel(db.session.scalars(select(Registration).filter_by(email=LEFT)).one(), by="person")
        db.session.commit()


def _klichev() -> Seminar:
    return db.session.scalars(select(Seminar).filter_by(slug=KLICHEV)).one()


def _sign_up(contact: tuple[str, ...], companions: list[tuple[str, str]]) -> SignUp:
    given_name, surname, organisation, town, name, language = contact
    address = f"{name}@example.org"
    return SignUp(
        person=Person(given_name=given_name, surname=surname, email=address, organisation=organisation, town=town),
        companions=tuple(Person(given_name=given, surname=family) for given, family in companions),
        consents=CONSENTS,
        language=language,
    )


def _mail() -> ShownMail:
    about = select(Message).where(Message.to == READER, Message.kind == MessageKind.CONFIRMED)
    message = db.session.scalars(about).one()
    rendered = render(message)
    return ShownMail(rendered.subject, sender_name(message.seminar, message.language), rendered.html)
