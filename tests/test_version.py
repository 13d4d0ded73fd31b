"""`seminars --version` tells two programs apart, also two wheels with the same number."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import version as installed_version
from pathlib import Path

import pytest
from click.testing import CliRunner

from seminars import version
from seminars.cli import main

PROJECT = Path(__file__).parents[1]
ME = ("-c", "user.name=Olive", "-c", "user.email=olive@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *arguments: str) -> str:
    if not shutil.which("git"):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("git is missing, so no commit can be told")
    done = subprocess.run(["git", *ME, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(folder: Path) -> str:
    """Make the folder a working copy with all that is in it; returns the first seven digits of its commit."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=All")
    return git(folder, "rev-parse", "--short=7", "HEAD")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "program").write_text("1")
    return folder


def test_the_changes_begin_with_this_version():
    first = re.search(r"^## (\S+?),?( |$)", (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert first[1] == version.__version__


def test_the_guide_installs_the_wheel_of_this_version():
    guide = (PROJECT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert set(re.findall(r"seminars-([\d.]+)-py3-none-any\.whl", guide)) == {version.__version__}


def test_pip_and_the_program_name_the_same_version():
    advice = "this environment is of an earlier version: `make run` or `make test` brings it up to date"
    assert installed_version("seminars") == version.__version__, advice


def test_make_installs_a_new_version_anew():
    asked = ["make", "--dry-run", "--what-if=seminars/version.py", ".venv/ready"]
    steps = subprocess.run(asked, cwd=PROJECT, check=True, capture_output=True, text=True).stdout
    assert "--editable ." in steps


def test_a_working_copy_tells_its_commit_and_whether_a_file_differs(checkout: Path, monkeypatch: pytest.MonkeyPatch):
    hash_ = commit(checkout)
    git(checkout, "tag", "--annotate", "--message=x", "v1")
    assert version.commit_of(checkout) == hash_
    (checkout / "program").write_text("2")
    assert version.commit_of(checkout) == f"{hash_}-dirty"
    monkeypatch.setenv("GIT_DIR", str(PROJECT / ".git"))
    assert version.commit_of(checkout) == f"{hash_}-dirty"


def test_a_shallow_clone_and_a_second_working_copy_tell_it_too(checkout: Path, tmp_path: Path):
    commit(checkout)
    (checkout / "program").write_text("2")
    hash_ = commit(checkout)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{checkout}", "shallow")
    git(checkout, "worktree", "add", "--quiet", str(tmp_path / "second"))
    assert version.commit_of(tmp_path / "shallow") == version.commit_of(tmp_path / "second") == hash_


def test_what_lies_in_somebody_elses_working_copy_is_not_of_its_commit(checkout: Path):
    (checkout / "site-packages").mkdir()
    commit(checkout)
    assert version.commit_of(checkout / "site-packages") == ""


def test_without_git_there_is_the_version_alone(checkout: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    commit(checkout)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert version.commit_of(checkout) == ""
    monkeypatch.setattr(version, "PACKAGE", tmp_path / "seminars")
    assert version.in_words() == version.__version__


def test_the_program_says_what_it_is():
    said = CliRunner().invoke(main, ["--version"], prog_name="seminars").stdout
    assert said == f"seminars {version.in_words()}\n"
    assert re.fullmatch(r"seminars \d+\.\d+\.\d+( \([0-9a-f]{7,}(-dirty)?\))?\n", said)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """What a build needs, in a folder of its own that git does not know yet."""
    folder = tmp_path / "sources"
    ignored = shutil.ignore_patterns("__pycache__", "*.mo")
    for name in ("seminars", "templates", "static"):
        shutil.copytree(PROJECT / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "build_catalogues.py", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore"):
        shutil.copy(PROJECT / name, folder)
    return folder


def build(sources: Path, kind: str, into: Path) -> Path:
    """The wheel or sdist that these sources make."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", into]
    subprocess.run(command, cwd=sources, check=True, capture_output=True)
    (made,) = into.glob("*.tar.gz" if kind == "sdist" else "*.whl")
    return made


def told_by(wheel: Path, place: Path) -> str:
    """What the program says of itself once pip has installed this wheel."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-deps"]
    subprocess.run([*pip, "--target", place, wheel], check=True)
    command = [sys.executable, "-c", "from seminars.cli import main; main(prog_name='seminars')", "--version"]
    environ = os.environ | {"PYTHONPATH": str(place)}
    return subprocess.run(command, cwd=place, env=environ, check=True, capture_output=True, text=True).stdout


@pytest.mark.long
def test_a_wheel_tells_the_commit_it_was_built_from_also_by_way_of_an_sdist(sources: Path, tmp_path: Path):
    hash_ = commit(sources)
    wheel = build(sources, "wheel", tmp_path / "wheels")
    assert told_by(wheel, tmp_path / "first") == f"seminars {version.__version__} ({hash_})\n"
    assert git(sources, "status", "--porcelain") == ""

    sdist = build(sources, "sdist", tmp_path / "sdists")
    shutil.unpack_archive(sdist, tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    again = build(unpacked, "wheel", tmp_path / "wheels of the sdist")
    assert told_by(again, tmp_path / "second") == f"seminars {version.__version__} ({hash_})\n"


@pytest.mark.long
def test_an_archive_without_git_builds_a_wheel_that_knows_its_version_alone(sources: Path, tmp_path: Path):
    wheel = build(sources, "wheel", tmp_path / "wheels")
    assert told_by(wheel, tmp_path / "first") == f"seminars {version.__version__}\n"


@pytest.mark.long
@pytest.mark.parametrize("is_checkout", [True, False])
def test_an_editable_install_notes_nothing_that_would_grow_old(sources: Path, tmp_path: Path, is_checkout: bool):
    if is_checkout:
        commit(sources)
    wheel = build(sources, "wheel:editable", tmp_path / "wheels")
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if name.endswith(".pth")] != []
    assert [name for name in names if version.COMMIT_FILE in name] == []
