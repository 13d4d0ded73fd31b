"""Every feed in every language through the history of a seminar, before readers that know nothing of us."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from outside import needs_checkers, run
from tour import LANGUAGES, Tour, served_tour

pytestmark = [pytest.mark.long, needs_checkers]
FEEDS = {
    "all": "calendar/all.ics",
    "region": "calendar/region/brest.ics",
    "town": "calendar/town/pinsk.ics",
    "series": "calendar/series/clusters.ics",
    "speaker": "calendar/speaker/bogna-lipa.ics",
    "one seminar": "seminars/pinsk.ics",
    "mine": "calendar/mine/{secret}.ics",
}
READ_BY_EVERYTHING = "new date"


@pytest.fixture
def tour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tour]:
    with served_tour(tmp_path / "site", monkeypatch) as tour:
        yield tour


@pytest.mark.parametrize("kind", FEEDS)
def test_a_feed_passes_every_reader_through_a_whole_history(tour, tmp_path, kind):
    """At each stage one language after the other is read by all parsers over HTTP, and the rest is compared with the
    stage before. Once the programs that take seconds read it too."""
    path = FEEDS[kind].format(secret=tour.secret)
    private, before, said = ["--private"] if kind == "mine" else [], {}, []
    for number, stage in enumerate(tour.history()):
        if stage == "out of the window":
            break
        chosen = LANGUAGES[number % len(LANGUAGES)]
        for language in LANGUAGES:
            file = tmp_path / f"{number}-{language}.ics"
            file.write_bytes(tour.fetch(f"{language}/{path}"))
            follows = ["--prev", str(before[language])] if before else []
            if language != chosen:
                run("check_ics", "--mode", "feed", "--only", "raw", *follows, str(file))
                continue
            thorough = [] if stage == READ_BY_EVERYTHING else ["--quick"]
            answer = run("check_ics", *thorough, *private, *follows, f"{tour.address}/{language}/{path}")
            said.append(f"{kind}, {stage}: {answer.splitlines()[-1].replace(tour.secret, '…')}")
        before = {language: tmp_path / f"{number}-{language}.ics" for language in LANGUAGES}
    print(*said, sep="\n")
    assert len(said) == 9
    if kind != "one seminar":
        assert b"seminars/pinsk" not in tour.fetch(f"be/{path}")
