"""Papers are made once, one at a time, kept whole, thinned, and asked for in vain by nobody."""

import errno
import os
import threading
from pathlib import Path
from time import monotonic

import pytest

from seminars.domain.files import kept_papers
from seminars.domain.files.kept_papers import Paper, PressBusy

POSTER = Paper("klichev.be.poster", "1", "pdf")


def fail() -> bytes:
    pytest.fail("it was made again")


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_a_paper_is_made_once(tmp_path):
    folder = tmp_path / "papers"
    assert kept_papers.get(folder, POSTER, lambda: b"poster") == b"poster"
    assert kept_papers.get(folder, POSTER, fail) == b"poster"
    assert names(folder) == {"klichev.be.poster.1.pdf"}


def test_a_new_edition_takes_the_place_of_earlier_ones_and_of_nothing_else(tmp_path):
    others = [Paper("klichev.be.poster_in_all_languages", "1", "pdf"), Paper("klichev-2.be.poster", "1", "pdf"),
              Paper("klichev.pl.poster", "1", "pdf")]  # fmt: skip
    for paper in (*others, POSTER, Paper(POSTER.name, "2", "pdf")):
        kept_papers.get(tmp_path, paper, paper.edition.encode)
    assert names(tmp_path) == {*(paper.file_name for paper in others), "klichev.be.poster.2.pdf"}


def test_the_oldest_papers_are_deleted_when_there_are_too_many(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_papers, "MOST_KEPT", 3)
    for number in range(5):
        kept_papers.get(tmp_path, Paper(f"seminar-{number}.be.poster", "1", "pdf"), lambda: b"poster")
        os.utime(tmp_path / f"seminar-{number}.be.poster.1.pdf", (number, number))
    assert names(tmp_path) == {f"seminar-{number}.be.poster.1.pdf" for number in (2, 3, 4)}


def test_whoever_asks_for_the_same_meanwhile_gets_what_is_made(tmp_path):
    is_being_made, may_be_ready, answers = threading.Event(), threading.Event(), []

    def make() -> bytes:
        is_being_made.set()
        assert may_be_ready.wait(5)
        return b"poster"

    first = threading.Thread(target=lambda: answers.append(kept_papers.get(tmp_path, POSTER, make)))
    second = threading.Thread(target=lambda: answers.append(kept_papers.get(tmp_path, POSTER, fail)))
    first.start()
    assert is_being_made.wait(5)
    second.start()
    may_be_ready.set()
    first.join()
    second.join()
    assert answers == [b"poster", b"poster"]


def test_a_process_makes_one_at_a_time_and_lets_one_wait_for_a_moment(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_papers, "PATIENCE", 0.5)
    answers: list[bytes | None] = []

    def ask(town: str) -> None:
        try:
            answers.append(kept_papers.get(tmp_path, Paper(f"{town}.be.poster", "1", "pdf"), fail))
        except PressBusy:
            answers.append(None)

    def make() -> bytes:
        waiting = [threading.Thread(target=ask, args=[town]) for town in ("pinsk", "grodno", "gomel")]
        begun = monotonic()
        for thread in waiting:
            thread.start()
        while len(answers) < 2:
            assert monotonic() < begun + 0.4  # these two did not wait at all
        for thread in waiting:
            thread.join()
        assert monotonic() >= begun + 0.5
        return b"poster"

    assert kept_papers.get(tmp_path, POSTER, make) == b"poster"
    assert answers == [None, None, None]
    assert kept_papers.get(tmp_path, Paper("pinsk.be.poster", "1", "pdf"), lambda: b"other") == b"other"


def test_what_cannot_be_made_is_not_kept_and_stops_nobody(tmp_path):
    with pytest.raises(ZeroDivisionError):
        kept_papers.get(tmp_path, POSTER, lambda: bytes(1 // 0))
    assert names(tmp_path) == set()
    assert kept_papers.get(tmp_path, POSTER, lambda: b"poster") == b"poster"


def test_a_folder_that_cannot_be_written_is_told_of_once_and_everybody_is_served(tmp_path, caplog):
    (tmp_path / "file").touch()
    for _time in range(3):
        assert kept_papers.get(tmp_path / "file" / "papers", POSTER, lambda: b"poster") == b"poster"
    assert [record.getMessage() for record in caplog.records] == [
        f"papers cannot be kept in {tmp_path}/file/papers, so each is made whenever it is asked for: Not a directory"
    ]


def test_a_full_disk_keeps_no_half_papers(tmp_path, monkeypatch):
    write = Path.write_bytes

    def write_half(file: Path, content: bytes) -> None:
        write(file, content[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", write_half)
    for _time in range(3):
        assert kept_papers.get(tmp_path, POSTER, lambda: b"poster") == b"poster"
    assert names(tmp_path) == set()


def test_what_another_process_is_writing_is_left_to_it_and_what_a_killed_one_left_goes(tmp_path):
    being_written, left = tmp_path / ".1234", tmp_path / ".5678"
    being_written.write_bytes(b"half")
    left.write_bytes(b"half")
    os.utime(left, (1, 1))
    kept_papers.get(tmp_path, POSTER, lambda: b"poster")
    assert names(tmp_path) == {being_written.name, POSTER.file_name}
