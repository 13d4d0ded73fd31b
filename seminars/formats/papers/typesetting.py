"""Typst, which makes PDF and PNG from one of our templates and from values.

Values reach a template as data, JSON in `sys.inputs`, and templates evaluate none of it: what people typed is set as it
stands. What a template may read is the folder it lies in, which holds templates and fonts alone.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parents[2] / "data" / "papers"


@dataclass(frozen=True)
class Manuscript:
    """What is to be set: `template` names a file of FOLDER, and a point of a PNG is a pixel."""

    template: str
    form: Literal["pdf", "png"]
    values: Mapping[str, Any]

    @property
    def edition(self) -> str:
        """Differs whenever the paper would look different."""
        return hashlib.sha256(f"{_templates()}{self.form}{self._as_json()}".encode()).hexdigest()[:16]

    def typeset(self) -> bytes:
        """The one page of it, within some hundredths of a second."""
        # Imported here, as its library of 80 MB is of no use to a worker or a command that makes no paper.
        import typst  # noqa: PLC0415 - the sentence above

        return typst.compile(
            FOLDER / f"{self.template}.typ",
            root=FOLDER,
            font_paths=[FOLDER / "fonts"],
            ignore_system_fonts=True,
            format=self.form,
            ppi=72,
            sys_inputs={"values": self._as_json()},
        )

    def _as_json(self) -> str:
        return json.dumps(self.values, ensure_ascii=False, sort_keys=True)


@cache
def _templates() -> str:
    files = sorted(FOLDER.glob("*.typ"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
