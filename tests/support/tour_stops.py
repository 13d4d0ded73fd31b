"""Stops of invented tours through real towns, for maps."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from seminars.formats import tour_map
from seminars.places import Town, load_places

PLACES = load_places()
SIX = ("novopolotsk", "mogilev", "klichev", "gomel", "pinsk", "grodno")
TWENTY = (*SIX, "polotsk", "brest", "vitebsk", "orsha", "bobruisk", "baranovichi", "lida", "soligorsk", "borisov",
          "molodechno", "slutsk", "mozyr", "buda-koshelevo", "bolshaya-berestovitsa")  # fmt: skip
CROWDED = ("brest", "zhabinka", "kobrin", "kamenets", "malorita", "pruzhany", "bereza", "drogichin", "ivanovo", "pinsk",
           "minsk", "grodno", "gomel", "vitebsk", "mogilev")  # fmt: skip
POLISH = ("warsaw", "bialystok", "suwalki", "lublin", "krakow", "rzeszow", "brest", "grodno")
FIRST_DAY = datetime(2026, 12, 23, 10, tzinfo=ZoneInfo("Europe/Minsk"))


@dataclass(frozen=True)
class Stop:
    slug: str
    town: Town
    starts_there: datetime
    is_postponed: bool = False
    is_over: bool = False


def stops(*codes: str, **facts) -> list[Stop]:
    """A stop a week, whose address is the town's code."""
    days = (FIRST_DAY + timedelta(weeks=number) for number in range(len(codes)))
    return [Stop(code, PLACES.get_town(code), day, **facts) for code, day in zip(codes, days, strict=True)]


def drawn(found: list[Stop], language: str = "en", **facts) -> tour_map.Layout:
    return tour_map.places(found, language=language, capital=PLACES.get_town("minsk"), **facts)
