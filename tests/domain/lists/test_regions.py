"""The town and the region that somebody comes from are the same in lists while they are kept and in numbers after."""

import pytest
from attendees import PINSK, export, make_attendee
from factories import make_seminar

from seminars.database.units import write_unit
from seminars.domain.lists import statistics
from seminars.domain.privacy import blanking
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.places import current_places

SPELLINGS = {
    "gomel": (
        "Гомель", "г. Гомель", "г.Гомель", "город Гомель", "горад Гомель", "ГОМЕЛЬ", "Гомель, Беларусь",
        "Гомель (Беларусь)", "Homel", "m. Homel", "miasto Homel", "Homel, Białoruś", "Gomel", "Gomel; Belarus",
        "the city of Gomel", "Gomel/Homiel",
    ),
    "mogilev": ("Магілёў", "г. Могилев", "горад Магілёў, Беларусь", "Mohylew", "Mogilev, Belarus"),
    "bialystok": ("Беласток", "Белосток", "Białystok", "Bialystok", "m. Białystok, Polska"),
    "": ("", "-", "Атлантыда", "г.", "Paris, France"),
}  # fmt: skip


@pytest.mark.parametrize("code", SPELLINGS, ids=lambda code: code or "nowhere")
def test_a_town_however_typed_has_one_region_in_the_export_and_in_what_is_left_of_the_erased(app, code):
    with app.app_context():
        seminar, spellings = make_seminar(**PINSK), SPELLINGS[code]
        people = [make_attendee(seminar, town=typed) for typed in spellings]
        region = current_places().get_town(code).region if code else None
        for language in ("be", "ru", "pl", "en"):
            in_export = {row[8]: row[9] for row in export(seminar, language).rows}
            assert in_export == dict.fromkeys(spellings, region.name[language] if region else "")
        with write_unit():
            blanking.blank(people, now=seats.hold(seminar).now)
            db.session.commit()
        counts = statistics.find_removed(seminar).counts
        assert counts["town"] == {code: len(people)}
        assert counts["region"] == {region.code if region else "": len(people)}
