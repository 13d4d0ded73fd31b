"""docs/operating.md names every setting with its default and what it means."""

from pathlib import Path

import pytest

from seminars.config import SETTINGS, Setting

GUIDE = Path(__file__).parents[2] / "docs" / "operating.md"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_stands_in_the_operators_guide(setting: Setting):
    default = ",".join(setting.default) if setting.kind is list else str(setting.default)
    shown = f"`{default.lower() if setting.kind is bool else default}`" if default else "*empty*"
    row = f"| `SEMINARS_{setting.name}` | {shown} | {setting.meaning} |"
    assert row in GUIDE.read_text(encoding="utf-8").splitlines()


def test_the_operators_guide_names_no_other_setting():
    rows = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("| `SEMINARS_")]
    assert len(rows) == len(SETTINGS)
