"""People who do not exist, so many as are wanted, always the same and in the same order. Their surnames are such as men
and women bear alike."""

from collections.abc import Iterator
from itertools import count, cycle
from typing import NamedTuple

from seminars.domain.people import transliteration
from seminars.domain.people.sign_up import Person
from seminars.models import OrganisationKind

COMPANY, PUBLIC_BODY, SCHOOL, ASSOCIATION, SELF_EMPLOYED, _OTHER = OrganisationKind


class Pool(NamedTuple):
    """Of whom the people of one language are made."""

    domain: str  # of their addresses
    given_names: tuple[str, ...]
    surnames: tuple[str, ...]
    towns: tuple[str, ...]
    work: tuple[tuple[str, OrganisationKind, str], ...]  # organisation, its kind, position
    needs: str


POOLS = {
    "be": Pool(
        "post.invalid",
        ("Вольга", "Андрэй", "Наста", "Кастусь", "Ганна", "Міхась", "Святлана", "Зміцер", "Таццяна", "Янка", "Павел"),
        ("Верамейчык", "Ткачык", "Станкевіч", "Кулеш", "Лапцёнак", "Раманчык", "Сямашка", "Мікуліч", "Брыль", "Лагун"),
        ("Клічаў", "Бярэзіна", "Лагойск", "Іванава", "Полацк", "Мсціслаў"),
        (
            ("Сыраварня «Белы луг»", COMPANY, "тэхнолаг"),
            ("Цэнтр рамёстваў", PUBLIC_BODY, "метадыст"),
            ("Аграсядзіба «Каля млына»", SELF_EMPLOYED, ""),
            ("Каледж будаўніцтва", SCHOOL, "выкладчык"),
            ("Фермерская гаспадарка «Ніва»", COMPANY, "дырэктар"),
        ),
        "Вегетарыянскі абед, калі ласка.",
    ),
    "ru": Pool(
        "mail.invalid",
        ("Ирина", "Сергей", "Наталья", "Олег", "Дарья", "Максим", "Татьяна", "Антон", "Елена", "Виктор", "Полина"),
        ("Кравец", "Мельник", "Новик", "Гриневич", "Шевчук", "Савич", "Бондарчук", "Хомич", "Мороз", "Ярош"),
        ("Бобруйск", "Жлобин", "Орша", "Лунинец", "Волковыск", "Минск"),
        (
            ("ООО «Точная деталь»", COMPANY, "главный инженер"),
            ("Районный исполнительный комитет", PUBLIC_BODY, "отдел экономики"),
            ("Механический завод «Сокол»", COMPANY, "начальник цеха"),
            ("Политехнический колледж", SCHOOL, "заместитель директора"),
            ("ИП", SELF_EMPLOYED, ""),
        ),
        "Нужен вход без ступенек.",
    ),
    "pl": Pool(
        "post.invalid",
        ("Barbara", "Tomasz", "Hanna", "Piotr", "Magdalena", "Adam", "Joanna", "Krzysztof", "Celina", "Ryszard", "Ewa"),
        ("Mazur", "Zięba", "Kowalczyk", "Wrona", "Pawlak", "Sikora", "Kania", "Nowak", "Olszak", "Duda"),
        ("Białystok", "Suwałki", "Biała Podlaska", "Siemiatycze", "Augustów", "Łomża"),
        (
            ("Klaster Drzewny Puszcza", ASSOCIATION, "koordynacja projektów"),
            ("Spółdzielnia Sad", COMPANY, "zarząd"),
            ("Starostwo powiatowe", PUBLIC_BODY, "wydział rozwoju"),
            ("Technikum mechaniczne", SCHOOL, "kształcenie praktyczne"),
            ("Fundacja Nad Narwią", ASSOCIATION, ""),
        ),
        "Poproszę o obiad bez glutenu.",
    ),
    "en": Pool(
        "box.invalid",
        ("Hanna", "Pavel", "Maryia", "Andrei", "Daria", "Yan"),
        ("Stankevich", "Kulesh", "Romanchyk", "Savich", "Lahun", "Babich"),
        ("Minsk", "Brest", "Vilnius"),
        (("Regional Innovation Hub", ASSOCIATION, "project manager"), ("Bright Fibre Ltd", COMPANY, "export manager")),
        "A seat near the front, please.",
    ),
}
LANGUAGES_SPOKEN = ("ru", "be", "ru", "pl", "be", "ru", "be", "ru", "en", "pl")
ONE_OF_SO_MANY_HAS_NEEDS, SHARES_A_PHONE = 11, 3
STRIDE = 43  # coprime with the number of pairs of each pool, so that none comes twice and neighbours differ


def invented(number: int) -> Iterator[tuple[Person, str]]:
    """People without end, each with the language that they read; `number` gives another order of the same ones."""
    spoken = {language: count(number * 17) for language in POOLS}
    for place, language in enumerate(cycle(LANGUAGES_SPOKEN)):
        yield _person(POOLS[language], next(spoken[language]), place), language


def address(given_name: str, surname: str, domain: str) -> str:
    """Short, so that lists show it in one line. The given names of a pool begin with different letters."""
    return f"{transliteration.slug(given_name)[0]}.{transliteration.slug(surname)}@{domain}"


def _person(pool: Pool, number: int, place: int) -> Person:
    row, column = divmod(number * STRIDE % (len(pool.surnames) * len(pool.given_names)), len(pool.given_names))
    given_name, surname = pool.given_names[column], pool.surnames[row]
    organisation, kind, position = pool.work[number % len(pool.work)]
    return Person(
        surname=surname,
        given_name=given_name,
        email=address(given_name, surname, pool.domain),
        phone=f"+375 29 000-{10 + number % 90}-{10 + place % 90}" if place % SHARES_A_PHONE == 0 else "",
        organisation=organisation,
        organisation_kind=kind,
        position=position,
        town=pool.towns[number % len(pool.towns)],
        needs=pool.needs if place % ONE_OF_SO_MANY_HAS_NEEDS == ONE_OF_SO_MANY_HAS_NEEDS // 2 else "",
    )
