"""Compiles the catalogues of translations: a build hook for the wheel, and a script for a working copy.

The compiled files are made, never kept in git. A catalogue that needs no compiling is left alone. The hook also notes
in wheel and sdist of which commit they are, for `seminars --version`; the working copy stays as it is.
"""

import runpy
import shutil
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TRANSLATIONS = "seminars/translations/*/LC_MESSAGES/*.po"


def compile_catalogues(root: Path) -> list[Path]:
    """Make the .mo beside each .po that is newer than it; returns those made."""
    made = []
    for source in sorted(root.glob(TRANSLATIONS)):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        with target.open("wb") as file:
            write_mo(file, catalogue)
        made.append(target)
    return made


class CustomBuildHook(BuildHookInterface):
    """Runs before hatchling collects the files of a wheel or sdist, and after it is written."""

    noted: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root))
        ours = runpy.run_path(str(Path(self.root, "seminars", "version.py")))
        commit = ours["commit_of"](Path(self.root))
        # An editable install runs the working copy itself, which moves on, and asks it then.
        if commit and version != "editable":
            self.noted = Path(tempfile.mkdtemp(), ours["COMMIT_FILE"])
            self.noted.write_text(f"{commit}\n", encoding="utf-8")
            build_data["force_include"][str(self.noted)] = f"seminars/{self.noted.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if self.noted:
            shutil.rmtree(self.noted.parent)


if __name__ == "__main__":
    for path in compile_catalogues(Path(__file__).parent):
        print(path)
