"""One more language is one row and one catalogue: here Lithuanian, of which only a few texts are translated."""

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

ROOT = Path(__file__).parent.parent
ROW = """
    Language(
        code="lt",
        own_name="Lietuvių",
        short_name="Liet",
        name=lazy_gettext("Lithuanian"),
        only_in=lazy_gettext("Only available in Lithuanian"),
        locale="lt_LT",
        fallbacks=("pl", "en"),
    ),
"""
TRANSLATED = {
    "Seminars": "Seminarai",
    "The seminar is attached for your calendar.": "Seminaras pridėtas jūsų kalendoriui.",
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a copy of the program says once the row and the catalogue are added; by page, file or part of a mail."""
    root = tmp_path_factory.mktemp("copy")
    for folder in ("seminars", "templates", "static"):
        copytree(ROOT / folder, root / folder, ignore=ignore_patterns("__pycache__"))
    add_row(root / "seminars" / "i18n.py")
    add_catalogue(root / "seminars" / "translations" / "lt" / "LC_MESSAGES")
    path = os.pathsep.join(str(each) for each in (root, ROOT / "tests", ROOT / "tests" / "support"))
    command = [sys.executable, "-m", "site_in_lithuanian", str(root / "instance")]
    environ = os.environ | {"PYTHONPATH": path}
    ran = subprocess.run(command, cwd=root, env=environ, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout.splitlines()[-1])
    assert said["package"] == str(root / "seminars")
    return said


def add_row(file: Path) -> None:
    before, rows, after = file.read_text(encoding="utf-8").partition("_ROWS = (")
    assert rows
    file.write_text(f"{before}{rows}{ROW}{after}", encoding="utf-8")


def add_catalogue(folder: Path) -> None:
    catalogue = Catalog(locale="lt")
    for text, translated in TRANSLATED.items():
        catalogue.add(text, translated)
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)


@pytest.mark.parametrize("page", ["/lt/", "/lt/seminars/klichev"])
def test_a_page_is_in_the_language_and_in_english_where_nothing_is_translated(said, page):
    assert '<html lang="lt"' in said[page]
    assert "Seminarai</a>" in said[page]
    assert "Archive</a>" in said[page]
    assert "Maži miesteliai" in said[page]


def test_texts_that_nobody_wrote_in_it_come_in_its_nearest_language(said):
    assert '<p lang="pl">What a small town can do (pl)</p>' in said["/lt/seminars/klichev"]
    assert "Only available in Polish" in said["/lt/seminars/klichev"]
    assert '<meta property="og:locale" content="lt_LT">' in said["/lt/seminars/klichev"]


def test_every_other_page_leads_to_it(said):
    assert 'hreflang="lt" aria-label="Lietuvių">Liet</a>' in said["/pl/"]


def test_days_are_written_as_the_language_writes_them(said):
    assert "kovo" in said["/lt/seminars/klichev"]  # March


@pytest.mark.parametrize("calendar", ["/lt/seminars/klichev.ics", "/lt/calendar/town/klichev.ics", "invitation"])
def test_a_calendar_is_in_the_language(said, calendar):
    assert said[calendar].startswith("BEGIN:VCALENDAR")
    assert "SUMMARY;LANGUAGE=lt:Maži miesteliai" in said[calendar]


def test_a_mail_is_in_the_language(said):
    assert said["subject"] == "You have a place: Maži miesteliai, Kliczew, 11 kovo 2099"
    assert all("Seminaras pridėtas jūsų kalendoriui." in said[part] for part in ("text", "html"))
    assert '<html lang="lt"' in said["html"]


def test_a_list_names_it_and_has_its_separator(said):
    heading, row = said["csv"].splitlines()[:2]
    assert heading.startswith("No.;Code;Surname;")
    assert ";Lithuanian;" in row
