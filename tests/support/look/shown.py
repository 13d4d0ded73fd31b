"""Each public page in each of its states, as a table: what is pictured, and what the tests of look walk over."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from people_to_show import make_parties, make_people, own_page, receipt
from seminars_to_show import make_seminars, make_tour

from seminars import tokens
from seminars.extensions import db
from seminars.models import Registration, Speaker

# Sites: without a seminar; as it comes to a newcomer; with seminars and people in every state.
SITES = ("empty", "tour", "states")
PERSON = {"given_name": "Святлана", "surname": "Вішнеўская", "email": "sviatlana@example.org", "processing": "y"}
COMPANIONS = {
    f"companions-{number}-{name}": value
    for number, names in enumerate((("Алена", "Рудзько"), ("Андрей", "Шпак"), ("Вольга", "Ткачык")))
    for name, value in zip(("given_name", "surname"), names, strict=True)
}
WRONG = {"given_name": "", "surname": "", "email": "svetlana@@example", "phone": "7", "companions-0-surname": "@" * 201}


@dataclass(frozen=True)
class Shown:
    """A page in a state: where it is below the language, and what is done there before it is looked at."""

    page: str
    state: str
    path: str
    site: str = "states"
    opens_folds: bool = False
    typed: dict[str, str] = field(default_factory=dict)  # into the page's form, which is sent then
    arrives_late: bool = False  # what is sent, so that the site is too busy for it

    @property
    def name(self) -> str:
        return f"{self.page}, {self.state}"


def make_site(site: str) -> list[Shown]:
    """The rows of this site, and its pages. Call it inside an application with an empty database, while time stands."""
    if site == "empty":
        return [Shown("programme", "empty", "", site), Shown("archive", "empty", "past", site)]
    make_tour()
    if site == "tour":
        return list(_of_the_tour(site))
    make_seminars()
    return [*_programme(), *_seminars(), *_forms(), *_of_people(make_people(), make_parties()), *_others()]


def _of_the_tour(site: str) -> Iterator[Shown]:
    yield Shown("programme", "tour", "", site)
    yield Shown("programme", "filtered", "?region=mogilev", site)
    yield Shown("programme", "filtered, empty", "?town=minsk", site)
    yield Shown("archive", "tour", "past", site)
    yield Shown("archive", "filtered", "past?region=mogilev", site)


def _programme() -> Iterator[Shown]:
    yield Shown("programme", "several series", "")
    yield Shown("archive", "several series", "past")


def _seminars() -> Iterator[Shown]:
    for slug in ("open", "few", "queue", "full", "approval", "not-open", "closed", "elsewhere", "both", "over"):
        yield Shown("seminar", slug, f"seminars/{slug}")
    for slug in ("over-without-recap", "postponed", "cancelled", "moved", "hours-unknown", "only-in-russian", "bare"):
        yield Shown("seminar", slug, f"seminars/{slug}")


def _forms() -> Iterator[Shown]:
    form = "seminars/{}/registrations/new".format
    yield Shown("form", "empty", form("open"))
    yield Shown("form", "folds open", form("open"), opens_folds=True)
    yield Shown("form", "waiting list", form("queue"))
    yield Shown("form", "approval", form("approval"))
    yield Shown("form", "errors", form("open"), typed=WRONG)
    yield Shown("form", "party does not fit", form("party"), typed=PERSON | COMPANIONS)
    yield Shown("form", "asked back", form("open"), typed=PERSON | {"email": "sviatlana@gmial.com"})
    yield Shown("form", "no such address", form("open"), typed=PERSON | {"email": "sviatlana@example.invalid"})
    yield Shown("form", "suspicion", form("open"), typed=PERSON | {"token": "x"})
    yield Shown("form", "too late", form("open"), typed=PERSON | {"csrf_token": "x"})
    yield Shown("form", "busy", form("open"), typed=PERSON, arrives_late=True)
    for slug in ("full", "not-open", "closed", "elsewhere", "postponed", "cancelled", "over"):
        yield Shown("closed form", slug, form(slug))


def _of_people(people: dict[str, Registration], parties: dict[str, Registration]) -> Iterator[Shown]:
    one = people["place"]
    yield Shown("own page", "mail sent", f"{own_page(one)}?done=sent")
    for situation, registration in sorted(people.items()):
        yield Shown("own page", situation, own_page(registration))
    for name, registration in parties.items():
        yield Shown("own page", name, own_page(registration))
    yield Shown("own page", "folds open", own_page(parties["together"]), opens_folds=True)
    for name in ("place", "place_begun", "place_over", "place_called_off", "pending", "waiting"):
        yield Shown("receipt", name, receipt(people[name]))
    for name in ("together", "split", "stay-out"):
        yield Shown("receipt", name, receipt(parties[name]))
    yield Shown("receipt", "folds open", receipt(one), opens_folds=True)
    yield Shown("receipt", "expired", receipt(one, is_expired=True))
    yield from _below_the_own_page(one, parties["together"])


def _below_the_own_page(one: Registration, together: Registration) -> Iterator[Shown]:
    yield Shown("cancel", "place", f"{own_page(one)}/cancellation")
    yield Shown("cancel", "party", f"{own_page(together)}/cancellation")
    yield Shown("disavowal", "place", f"{own_page(one)}/disavowal")
    yield Shown("erasure", "question", f"{own_page(one)}/erasure")
    yield Shown("erasure", "done", "registrations/erased")
    yield Shown("answers", "place", f"{own_page(one)}/answers/edit")
    yield Shown("answers", "party", f"{own_page(together)}/answers/edit", opens_folds=True)
    yield Shown("answers", "errors", f"{own_page(one)}/answers/edit", typed={"given_name": "", "surname": ""})
    yield Shown("new address", "form", f"{own_page(one)}/address/new")
    proof = tokens.timed_token("new-address", [one.id, one.token_version, "sviatlana@example.org"])
    yield Shown("new address", "question", f"registrations/new-address/{proof}")
    yield Shown("new address", "gone", "registrations/new-address/x")


def _others() -> Iterator[Shown]:
    speaker = db.session.query(Speaker).order_by(Speaker.slug).first()
    yield Shown("find", "form", "registrations/find")
    yield Shown("find", "sent", "registrations/find?sent=1")
    yield Shown("find", "error", "registrations/find", typed={"email": "sviatlana"})
    yield Shown("calendar", "everything", "calendar")
    yield Shown("calendar", "region", "calendar?region=mogilev")
    yield Shown("calendar", "speaker", f"calendar?speaker={speaker.slug}")
    yield Shown("privacy", "page", "privacy")
    yield Shown("error", "not found", "seminars/nowhere")
    yield Shown("error", "no such registration", "registrations/1-1~x")
