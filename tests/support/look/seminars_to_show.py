"""Seminars in every state in which strangers may meet one, with the texts of the packaged sample series."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

from acts import act
from click.testing import CliRunner
from factories import ADA, make_registration, make_seminar, make_series
from flask import current_app
from standing import NOW

from seminars import cli
from seminars.domain.people.sign_up import Person
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.models import Seminar, SeminarStatus, Series, Session

DAY = timedelta(days=1)
SERIES = Texts(be="Рамёствы і кластары", ru="Ремёсла и кластеры", pl="Rzemiosło i klastry", en="Crafts and clusters")
REASON = Texts(
    be="У зале прарвала трубу.",
    ru="В зале прорвало трубу.",
    pl="W sali pękła rura.",
    en="A pipe has burst in the hall.",
)
RECAP = Texts(
    be="Прыйшлі сорак чалавек з дванаццаці прадпрыемстваў, і ў той жа вечар кластар атрымаў назву. Сустракаемся зноў.",
    ru="Пришли сорок человек с двенадцати предприятий, и в тот же вечер кластер получил название. Встретимся снова.",
    pl="Przyszło czterdzieści osób z dwunastu firm, a klaster jeszcze tego wieczoru dostał nazwę. Spotkamy się znowu.",
    en="Forty people came from twelve firms, and that evening the cluster was given a name. We will meet again.",
)
EVENT = Texts(
    be="Міжнародны форум дрэваапрацоўкі",
    ru="Международный форум деревообработки",
    pl="Międzynarodowe Forum Przemysłu Drzewnego",
    en="International Wood Forum",
)
_numbers = count()


def make_tour() -> None:
    """What a newcomer finds on their own machine: what the program itself loads and invents."""
    names = ("INSTANCE", "SECRET_KEY", "SQLALCHEMY_DATABASE_URI")
    settings = {f"SEMINARS_{name}": str(current_app.config[name]) for name in names}
    done = CliRunner().invoke(cli.main, ["demo"], env=settings, catch_exceptions=False)
    assert done.exit_code == 0, done.output


def make_seminars() -> None:
    """One in each state, named by it. Needs the tour."""
    organisation = _sample()[0].series.organisation
    notice = _sample()[0].series.notice
    make_series(slug="crafts", name=SERIES, organisation=organisation, notice=notice)
    for place, (slug, values) in enumerate(_states().items()):
        make_like(place, slug, **values)
    for slug, people in {"few": 17, "queue": 14, "full": 3, "party": 3}.items():
        fill(slug, people)
    act(changes.postpone, get(slug="postponed"), reason=REASON)
    act(changes.cancel, get(slug="cancelled"), reason=REASON)
    moved = get(slug="moved")
    act(changes.move, moved, starts_at=moved.starts_at + 7 * DAY, reason=REASON)


def _states() -> dict[str, dict]:
    midnight = NOW.replace(hour=21) + 40 * DAY
    elsewhere = {"host_event_name": EVENT, "host_event_url": "https://example.org/"}
    return {
        "open": {"capacity": 60},
        "few": {"capacity": 20},
        "queue": {"capacity": 2},
        "full": {"capacity": 3, "queue_closed": True},
        "party": {"capacity": 5},
        "approval": {"capacity": 30, "needs_approval": True},
        "not-open": {"registration_opens_at": NOW + 7 * DAY},
        "closed": {"registration_closes_at": NOW - DAY},
        "elsewhere": {"registration_mode": "theirs", **elsewhere},
        "both": {"registration_mode": "both", **elsewhere},
        "over": {"starts_at": NOW - 10 * DAY, "recap": RECAP},
        "over-without-recap": {"starts_at": NOW - 12 * DAY},
        "postponed": {},
        "cancelled": {},
        "moved": {},
        "hours-unknown": {"hours_known": False, "starts_at": midnight, "ends_at": midnight + 2 * DAY},
        "only-in-russian": {"title": ("ru",), "description": ("ru",)},
        "bare": {"sessions": [], "venue": None, "capacity": None, "host": Texts(), "description": Texts()},
    }


def make_like(place: int, slug: str, **values: object) -> Seminar:
    """A seminar with the texts and the agenda of one of the sample, in three weeks and some days."""
    model = _sample()[place % len(_sample())]
    texts = {name: getattr(model, name) for name in ("title", "description", "host", "language_note")}
    known = {name: getattr(model, name) for name in ("town_code", "host_phone", "venue", "timezone")}
    for name, found in values.items():
        if isinstance(found, tuple):
            values[name] = Texts({code: texts[name][code] for code in found})
    starts_at = (NOW + (21 + place) * DAY).replace(hour=7)
    planned = {"slug": slug, "series_id": get(Series, slug="crafts").id, "starts_at": starts_at, "capacity": 40}
    values = {**texts, **known, "sessions": _agenda_of(model), **planned, **values}
    values.setdefault("ends_at", values["starts_at"] + timedelta(hours=5))
    return make_seminar(**values)


def _sample() -> list[Seminar]:
    """Those with an agenda, by the day on which they are held."""
    found = db.session.query(Seminar).join(Series).filter(Series.is_sample).order_by(Seminar.starts_at)
    return [each for each in found if each.sessions and each.status == SeminarStatus.PUBLISHED]


def _agenda_of(model: Seminar) -> list[Session]:
    names = ("position", "starts", "ends", "title", "description")
    return [
        Session(**{name: getattr(each, name) for name in names}, speakers=list(each.speakers))
        for each in model.sessions
    ]


def fill(slug: str, people: int) -> None:
    for _ in range(people):
        make_registration(get(slug=slug), somebody())


def somebody() -> Person:
    """Somebody else each time."""
    number = next(_numbers)
    given_name, surname = PEOPLE[number % len(PEOPLE)]
    return replace(ADA, given_name=given_name, surname=f"{surname}", email=f"person{number}@example.org")


PEOPLE = (
    ("Алена", "Рудзько"),
    ("Святлана", "Вішнеўская-Пятроўская"),
    ("Katarzyna", "Wiśniewska"),
    ("Андрей", "Шпак"),
    ("Tomasz", "Borowski"),
)


def get(kind: type = Seminar, **values: object):
    return db.session.query(kind).filter_by(**values).one()
