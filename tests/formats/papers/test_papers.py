"""Share pictures and posters: every letter, every length, and nothing that was typed means anything."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from factories import make_seminar, texts
from sheets import fonts_of, letters_of, number_of_pages, places_of_words, size_of, words_of

from seminars import clock
from seminars.domain.programme import tours
from seminars.formats.papers.posters import poster, poster_in_all_languages
from seminars.formats.papers.share_picture import share_picture
from seminars.formats.papers.typesetting import FOLDER, Manuscript
from seminars.i18n import Texts
from seminars.models import RegistrationMode, Seminar, SeminarStatus, Series, Venue

pytestmark = [pytest.mark.usefixtures("inside"), pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

LANGUAGES = ("be", "ru", "pl", "en")
PINSK = {
    "town_code": "pinsk",
    "starts_at": datetime(2027, 1, 26, 6, 30, tzinfo=UTC),
    "ends_at": datetime(2027, 1, 26, 12, tzinfo=UTC),
}
MARKUP = '#read("/etc/passwd") *bold* $y$ @ref'
LETTERS = "ЁёІіЎўҐґЄєЇї ĄąĆćĘęŁłŃńÓóŚśŹźŻż ʼ’' – — « » „ ” “ ° № § …"
LONG = {
    "be": "Якія прадпрыемствы раённага цэнтра могуць утварыць рэгіянальны інавацыйна-прамысловы кластар, навошта "
    "гэта іх кіраўнікам, колькі часу патрабуе і чаму большасць няўдач здараецца ў першыя два гады працы",
    "ru": "Какие предприятия районного центра могут образовать региональный инновационно-промышленный кластер, зачем "
    "это их руководителям, сколько времени требует и почему неудачи бывают в первые два года работы",
    "pl": "Jakie przedsiębiorstwa z małego miasta mogą utworzyć regionalny klaster innowacyjno-przemysłowy, po co to "
    "ich szefostwu, ile czasu zajmuje i dlaczego większość niepowodzeń zdarza się na samym początku",
    "en": "Which enterprises of a district centre could form a regional cluster of innovation and industry, why their "
    "leaders should want it, how long it takes and why most failures happen in the first two years",
}


def picture(seminar: Seminar, language: str) -> Manuscript:
    """Of a tour of one town, so without a map."""
    return share_picture(seminar, language, stops=[], capital=None)


FORMS: dict[str, Callable[[Seminar, str], Manuscript]] = {
    "picture": lambda seminar, language: replace(picture(seminar, language), form="pdf"),
    "poster": lambda seminar, language: poster(seminar, language, now=clock.now()),
    "joint": lambda seminar, _language: poster_in_all_languages(seminar, LANGUAGES, now=clock.now()),
}


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Callable[[Seminar, str], Manuscript]:
    """Each of the papers as a PDF, in which words can be looked up."""
    return FORMS[request.param]


def test_a_share_picture_tells_town_day_title_and_hall(app):
    seminar = make_seminar(**PINSK)
    manuscript = picture(seminar, "en")
    assert size_of(manuscript.typeset()) == (1200, 630)
    assert words_of(replace(manuscript, form="pdf").typeset()).startswith(
        "Pinsk · Tuesday 26 January, 09:30 Small towns and clusters (en) Free seminar. Hall 3 (en) seminars.example.org"
    )


def test_a_share_picture_shows_the_way_of_the_tour(app):
    pinsk = make_seminar(**PINSK)
    for number, town in enumerate(("gomel", "grodno")):
        make_seminar(slug=town, town_code=town, starts_at=datetime(2027, 2, 4 + number, 7, tzinfo=UTC))
    stops = tours.tour_of([pinsk.series_id], now=PINSK["starts_at"])
    manuscript = share_picture(pinsk, "en", stops=stops, capital=None)
    assert [spot["look"] for spot in manuscript.values["tour"]["spots"]] == ["here", "coming", "coming"]
    sheet = replace(manuscript, form="pdf").typeset()
    at = {word.text: word for word in places_of_words(sheet) if word.left > 674}
    assert at["Grodno"].left < at["Pinsk"].left < at["Gomel"].left
    assert at["Grodno"].top < at["Pinsk"].top
    assert letters_of(sheet).startswith("Pinsk·")


def test_a_poster_tells_all_that_one_needs_before_a_notice_board(app):
    seminar = make_seminar(**PINSK, description=texts("What a small\ntown can do.\n\nThe second paragraph"))
    told = words_of(poster(seminar, "ru", now=PINSK["starts_at"].replace(day=1)).typeset())
    for part in ("Пинск", "Вторник, 26 января 2027, 09:30–15:00", "Small towns and clusters (ru)",
                 "What a small town can do.", "Hall 3 (ru)", "Lenin Street 1 (ru), Пинск", "District council (ru)",
                 "Запишитесь за минуту", "Бесплатно", "Вопросы: +375 29 000-00-01",
                 "seminars.example.org/ru/seminars/klichev", "Co-financed (ru)"):  # fmt: skip
        assert part in told
    assert "second paragraph" not in told


def test_the_joint_poster_says_it_in_the_languages_of_the_site(app):
    told = words_of(poster_in_all_languages(make_seminar(**PINSK), ("pl", "en"), now=PINSK["starts_at"]).typeset())
    for part in ("Pińsk · wtorek, 26 stycznia 2027, 09:30–15:00", "Pinsk · Tuesday 26 January 2027, 09:30–15:00",
                 "clusters (pl)", "clusters (en)", "Zapisz się w minutę", "Sign up in a minute",
                 "seminars.example.org/pl/seminars/klichev"):  # fmt: skip
        assert part in told
    assert "(ru)" not in told


def test_what_looks_like_markup_is_set_as_it_was_typed(form):
    typed = Texts(en=MARKUP)
    hall = Venue(name=typed, address=typed)
    series = Series(slug="typed", name=typed, notice=typed, contact_phone="")
    seminar = make_seminar(title=typed, description=typed, host=typed, host_phone="#eval", venue=hall, series=series)
    manuscript = form(seminar, "en")
    set_as_typed = words_of(manuscript.typeset()).count(MARKUP)
    assert set_as_typed == {"share_picture": 2, "poster": 6, "poster_in_all_languages": 9}[manuscript.template]


def test_templates_evaluate_nothing_and_find_nothing_beside_them_but_fonts():
    templates = "".join(file.read_text() for file in FOLDER.glob("*.typ"))
    assert [word for word in ("eval(", "read(", "plugin(", "@", "include ") if word in templates] == []
    assert {file.suffix for file in FOLDER.rglob("*") if file.is_file()} == {".typ", ".ttf", ".txt"}


def test_every_letter_of_the_four_languages_is_in_fonts_that_come_along(form):
    sheet = form(
        make_seminar(title=Texts(en=LETTERS), description=texts(LETTERS), host=Texts(en=LETTERS)), "en"
    ).typeset()
    assert LETTERS.replace(" ", "") in letters_of(sheet)
    assert fonts_of(sheet) <= {(name, "yes") for name in ("NotoSerif-Bold", "NotoSans-Regular", "NotoSans-Bold")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_of_200_letters_fits_with_whole_words(form, language):
    assert {len(title) for title in LONG.values()} == {200}
    sheet = form(make_seminar(**PINSK, title=Texts(LONG)), language).typeset()
    assert number_of_pages(sheet) == 1
    seen = places_of_words(sheet)
    # Polish repeats a hyphen at which a line ended.
    assert LONG[language].replace(" ", "") in letters_of(sheet).replace("--", "-")
    assert {word for word in LONG[language].split() if "-" not in word} <= {word.text for word in seen}


@pytest.mark.parametrize("letter", ["Щ", "W", "і", "Щ ", "ШШШШШШШШШШ "])
def test_whatever_is_typed_nothing_leaves_the_sheet(form, letter):
    endless = texts((letter * 200)[:200])
    hall = Venue(name=endless, address=endless)
    seminar = make_seminar(title=endless, description=texts(letter * 5000), host=endless, venue=hall)
    sheet = form(seminar, "be").typeset()
    wide, high = (1200, 630) if form is FORMS["picture"] else (596, 842)
    assert number_of_pages(sheet) == 1
    beyond = [word for word in places_of_words(sheet) if word.left < 0 or word.right > wide or word.bottom > high]
    assert beyond == []


@pytest.mark.parametrize(
    ("values", "news"),
    [
        ({"status": SeminarStatus.CANCELLED}, "Cancelled"),
        ({"postponed_at": datetime(2027, 1, 1, tzinfo=UTC)}, "Postponed, no new date yet"),
    ],
)
def test_what_does_not_take_place_says_so_and_invites_nobody(form, values, news):
    told = words_of(form(make_seminar(**PINSK, **values), "en").typeset())
    assert news in told
    assert "Sign up in a minute" not in told


@pytest.mark.parametrize(
    ("values", "call"),
    [
        ({}, "Sign up in a minute"),
        ({"registration_mode": RegistrationMode.THEIRS}, "More about it"),
        ({"starts_at": datetime(2019, 1, 8, 7, tzinfo=UTC)}, "More about it"),
    ],
)
def test_a_poster_calls_people_to_sign_up_where_they_can(values, call):
    assert call in words_of(poster(make_seminar(**values), "en", now=clock.now()).typeset())


def test_days_without_hours_and_several_days_have_no_hour(form):
    values = {"starts_at": datetime(2027, 1, 25, 21, tzinfo=UTC), "ends_at": datetime(2027, 1, 27, 21, tzinfo=UTC)}
    told = words_of(form(make_seminar(**values, hours_known=False), "en").typeset())
    assert "26 January" in told
    assert "27 January" in told
    assert "00:00" not in told


def test_the_edition_is_another_one_whenever_the_paper_is(app):
    seminar = make_seminar(**PINSK)
    first = picture(seminar, "en")
    assert picture(seminar, "en").edition == first.edition
    seminar.title = texts("Another title")
    assert len({first.edition, picture(seminar, "en").edition, picture(seminar, "pl").edition}) == 3
