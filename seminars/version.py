"""Which version this is, and of which commit where that can be known: of two wheels with the same number one may be
older. The build runs this file alone, so it imports nothing of ours."""

import os
import subprocess
from pathlib import Path

__version__ = "0.9.0"
PACKAGE = Path(__file__).parent
COMMIT_FILE = "built_from"  # in a wheel or sdist, beside this file: the commit from which it was built


def in_words() -> str:
    """Such as `0.8.0 (1d98aa3)`; without git and what it knows only `0.8.0`."""
    commit = _noted_commit() or commit_of(PACKAGE.parent)
    return f"{__version__} ({commit})" if commit else __version__


def commit_of(checkout: Path) -> str:
    """The commit of a working copy, with `-dirty` behind it if a file differs; empty where there is none.

    Only what is a working copy itself is asked: a folder within one, as a virtual environment is, tells nothing.
    """
    if not (checkout / ".git").exists():
        return ""
    # Git for its part takes the repository that the environment names, as within one of its hooks.
    asked = ["git", f"--git-dir={checkout / '.git'}", f"--work-tree={checkout}", "describe", "--always", "--dirty"]
    environ = os.environ | {"GIT_OPTIONAL_LOCKS": "0"}
    try:
        said = subprocess.run(  # noqa: S603 - of these arguments none comes from outside
            [*asked, "--exclude=*", "--abbrev=7"], capture_output=True, text=True, check=True, env=environ, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return said.stdout.strip()


def _noted_commit() -> str:
    try:
        return (PACKAGE / COMMIT_FILE).read_text(encoding="utf-8").strip()
    except OSError:
        return ""
