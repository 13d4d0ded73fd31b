"""Every line at which a process may be told to die is one at which a test lets it die."""

import os
import re
import subprocess
import sys
from pathlib import Path

import crash_lines

PACKAGE = Path(__file__).parents[2] / "seminars"
# Alone, since a process that loads the whole package takes seconds to begin.
PASS_TWICE = """
import runpy, sys
crash_point = runpy.run_path(sys.argv[1])["crash_point"]
crash_point("here"), crash_point("here"), print("lives")
"""


def test_every_crash_point_is_one_that_the_kill_tests_use():
    named = {name for path in PACKAGE.rglob("*.py") for name in re.findall(r'crash_point\("(.+?)"\)', path.read_text())}
    used = {*crash_lines.WEB, *crash_lines.WORKER, *crash_lines.JOB, *crash_lines.TELLING, *crash_lines.MIGRATION}
    assert named == used


def test_a_process_dies_at_the_named_line_under_test_alone():
    assert passing(CRASH_AT="here:2") == (0, "lives\n")
    assert passing(CRASH_AT="here:2", SEMINARS_TESTING="0") == (0, "lives\n")
    assert passing(CRASH_AT="here:3", SEMINARS_TESTING="1") == (0, "lives\n")
    assert passing(CRASH_AT="there", SEMINARS_TESTING="1") == (0, "lives\n")
    assert passing(CRASH_AT="here", SEMINARS_TESTING="1") == (-9, "")
    assert passing(CRASH_AT="here:2", SEMINARS_TESTING="1") == (-9, "")


def passing(**environ: str) -> tuple[int, str]:
    command = [sys.executable, "-c", PASS_TWICE, str(PACKAGE / "crash.py")]
    done = subprocess.run(command, env=os.environ | environ, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout
