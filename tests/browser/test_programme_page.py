"""The programme on a phone: whoever opens it sees the next seminar and its button at once."""

from datetime import timedelta

import pytest
from factories import make_seminar, make_series
from inspection import barriers, misfits, slips_of_structure

from seminars import clock
from seminars.i18n import LANGUAGES, Texts

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

NAME = Texts(
    be="Прыклад: серыя семінараў пра кластары",
    ru="Пример: серия семинаров о кластерах",
    pl="Przykład: cykl seminariów o klastrach",
    en="Sample series: seminars on clusters",
)
SHORT = Texts(
    be="Як суседнія прадпрыемствы, універсітэты і ўлады працуюць разам. Бясплатна, адзін дзень.",
    ru="Как соседние предприятия, вузы и власти работают вместе. Бесплатно, один день, с экспертами.",
    pl="Jak sąsiednie przedsiębiorstwa, uczelnie i władze pracują razem. Bezpłatnie, jeden dzień.",
    en="How neighbouring firms, universities and authorities work together. Free, one day.",
)
TITLE = Texts(
    be="Супрацоўніцтва праз мяжу: кластары суседніх прадпрыемстваў",
    ru="Сотрудничество через границу: кластеры соседних предприятий",
    pl="Współpraca ponad granicą: klastry sąsiednich przedsiębiorstw",
    en="Cooperation across the border: clusters of neighbouring firms",
)
LEADS = {"short": SHORT, "long": Texts({code: f"{text} " * 4 for code, text in SHORT.items()}), "none": Texts()}

# The words of the map that cover one another as the browser's own fonts draw them; the room that a font keeps above and
# below its letters is none of them.
COVERED = """() => {
  const lettersOf = (text) => {
    const {x, y, width, height} = text.getBBox();
    return {x, y: y + 3, width, height: height - 6};
  };
  const boxes = [...document.querySelectorAll('.map text')].map((each) => [each.textContent, lettersOf(each)]);
  const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
  const pairs = boxes.flatMap((a, i) => boxes.slice(i + 1).map((b) => [a, b]));
  return pairs.filter(([a, b]) => meet(a[1], b[1])).map(([a, b]) => `${a[0]} covers ${b[0]}`);
}"""


def make_tour(lead: Texts) -> None:
    series = make_series(name=NAME, description=lead).id
    for number, town in enumerate(("novopolotsk", "mogilev", "klichev", "gomel", "pinsk", "grodno")):
        day = clock.now() + timedelta(days=10 + 8 * number)
        make_seminar(slug=town, town_code=town, title=TITLE, series_id=series, starts_at=day, capacity=60)


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_of_a_phone_holds_the_button(site, open_page, language, lead):
    with site.app.app_context():
        make_tour(LEADS[lead])
    page = open_page(width=360, height=740, language=language)
    page.goto(f"/{language}/")
    button, first_map = (page.locator(each).first.bounding_box() for each in (".button--main", ".map"))
    assert button["y"] + button["height"] <= 740
    assert button["y"] + button["height"] < first_map["y"]
    assert page.locator(".button--main").count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_on_the_map_take_no_more_room_than_was_reckoned(site, open_page, language):
    with site.app.app_context():
        make_tour(SHORT)
    page = open_page(width=360, height=740, language=language)
    page.goto(f"/{language}/")
    assert page.evaluate(COVERED) == []
    assert barriers(page) + slips_of_structure(page) + misfits(page) == []
