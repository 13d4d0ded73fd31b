"""`run(…)` runs a command of the program as an operator would, in its own application."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from seminars.cli import main

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    names = ("INSTANCE", "SECRET_KEY", "PUBLIC_BASE_URL", "SQLALCHEMY_DATABASE_URI")
    environment = {f"SEMINARS_{name}": app.config[name] for name in names}

    def run(*arguments: str, typed: str = "", **more: str) -> Result:
        env = environment | {f"SEMINARS_{name}": value for name, value in more.items()}
        return CliRunner().invoke(main, arguments, env=env, input=typed, prog_name="seminars")

    return run
