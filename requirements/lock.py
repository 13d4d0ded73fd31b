"""Writes run.txt, build.txt, test.txt and clients.txt from pyproject.toml: versions with hashes, no index address.

`make lock` runs it. Versions that are locked already stay unless `--upgrade` is given.
"""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
PYPROJECT = HERE.parent / "pyproject.toml"
COMPILE = (
    "--quiet", "--generate-hashes", "--strip-extras", "--allow-unsafe", "--annotation-style=line",
    "--no-emit-index-url", "--no-emit-trusted-host", "--no-emit-find-links", "--no-emit-options",
)  # fmt: skip


def main() -> None:
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    lock("run.txt", project["project"]["dependencies"])
    # Editable installs want `editables` besides what pyproject.toml names.
    lock("build.txt", [*project["build-system"]["requires"], "editables"], beside="run.txt")
    lock("test.txt", project["dependency-groups"]["test"], beside="run.txt")
    # Calendar programs that the tests subscribe with; they live in an environment of their own.
    lock("clients.txt", project["dependency-groups"]["clients"])


def lock(name: str, wanted: list[str], *, beside: str | None = None) -> None:
    """`beside` names a lock whose versions this one must share."""
    options = [*COMPILE, *sys.argv[1:], *(["--constraint", beside] if beside else []), "--output-file", name, "-"]
    subprocess.run(  # noqa: S603 - the arguments are those above and the lines of pyproject.toml
        [sys.executable, "-m", "piptools", "compile", *options],
        input="\n".join(wanted),
        text=True,
        check=True,
        cwd=HERE,
        env=os.environ | {"CUSTOM_COMPILE_COMMAND": "make lock"},
    )


if __name__ == "__main__":
    main()
