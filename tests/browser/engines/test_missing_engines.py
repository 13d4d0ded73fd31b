"""An engine that is not installed is never passed over in silence."""

import engines
import pytest
import webkit


@pytest.mark.parametrize("name", [*engines.EVERY_ENGINE, "screen", "reader of PDF"])
@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_what_is_missing_skips_loudly_and_fails_on_ci(monkeypatch, name, ci, outcome):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match=f"^NO {name.upper()}, SO WHAT NEEDS IT DID NOT RUN: the PATH has no "):
        engines.program(name)


def test_a_python_without_gtk_says_what_it_lacks(monkeypatch, tmp_path):
    window = tmp_path / "window.py"
    window.write_text("#!/usr/bin/python3 -I\nimport gi_as_nobody_has_it\n")
    window.chmod(0o700)
    monkeypatch.setattr(webkit, "WINDOW", window)
    assert webkit.what_the_window_lacks().endswith("ModuleNotFoundError: No module named 'gi_as_nobody_has_it'\n")
