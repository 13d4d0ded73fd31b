"""Each rule of the house finds a small tree that breaks it, even where a folder lies in a folder."""

from pathlib import Path

import house_rules
import pytest

PLAN = [["ground cellar"], ["people", "seating"], ["registrations"]]
IN_ORDER = {
    "ground.py": "from seminars.domain import cellar",
    "cellar.py": "",
    "people/identity.py": "from seminars.domain.ground import Refusal\nfrom seminars.domain.people import names",
    "people/names.py": "",
    "seating/seats.py": "import seminars.domain.ground",
    "registrations/leaving.py": "from seminars.domain.seating import seats",
}


def tree(folder: Path, **more: str) -> Path:
    for name, text in {**IN_ORDER, **more}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text + "\n")
    return folder


def test_a_house_in_order_is_left_alone(tmp_path):
    folder = tree(tmp_path)
    assert house_rules.unplanned(folder, PLAN) == []
    assert house_rules.arrows_up(folder, "seminars.domain", PLAN) == []
    assert house_rules.knows_the_web(folder) == house_rules.commits(folder) == []
    assert house_rules.too_long(folder, longest_file=2, longest_function=1) == {}
    assert house_rules.names_that_tell_nothing(folder) == []
    assert house_rules.crowded_folders(folder, most=2) == {}


def test_a_room_that_nobody_listed_is_found_and_one_that_is_gone(tmp_path):
    folder = tree(tmp_path, **{"attic/boxes.py": ""})
    assert house_rules.unplanned(folder, [*PLAN, ["balcony"]]) == ["attic", "balcony"]


@pytest.mark.parametrize(
    ("place", "line", "there"),
    [
        ("people/identity.py", "from seminars.domain.registrations import leaving", "registrations"),
        ("people/identity.py", "from seminars.domain.seating.seats import hold", "seating"),
        ("people/deep/identity.py", "def read():\n    import seminars.domain.registrations.leaving", "registrations"),
        ("ground.py", "from seminars.domain import people", "people"),
    ],
)
def test_an_arrow_up_or_sideways_is_found_also_in_functions(tmp_path, place, line, there):
    folder = tree(tmp_path, **{place: line})
    assert house_rules.arrows_up(folder, "seminars.domain", PLAN) == [f"{place} imports {there}"]


def test_relative_imports_are_refused(tmp_path):
    folder = tree(tmp_path, **{"people/identity.py": "from ..registrations import leaving"})
    with pytest.raises(AssertionError, match="imports relatively"):
        house_rules.arrows_up(folder, "seminars.domain", PLAN)


def test_a_folder_of_the_domain_that_knows_the_web_or_commits_is_found(tmp_path):
    code = "from flask import request\ndef save(session):\n    session.commit()"
    folder = tree(tmp_path, **{"people/deep/saving.py": code})
    assert house_rules.knows_the_web(folder) == ["people/deep/saving.py imports flask"]
    assert house_rules.commits(folder) == ["people/deep/saving.py:3 commits"]


def test_a_format_that_queries_is_found(tmp_path):
    folder = tree(tmp_path, **{"paper/pages.py": "from seminars.extensions import db"})
    assert house_rules.asks_the_database(folder) == ["pages.py"]


def test_what_is_too_long_too_crowded_or_named_badly_is_found(tmp_path):
    folder = tree(tmp_path, **{"people/helper.py": "def long():\n    pass\n\n    pass", "util/one.py": ""})
    assert house_rules.too_long(folder, longest_file=3, longest_function=3) == {
        "people/helper.py": 4,
        "people/helper.py:long": 4,
    }
    assert house_rules.names_that_tell_nothing(folder) == ["people/helper.py", "util"]
    assert house_rules.crowded_folders(folder, most=2) == {"people": 3}
