"""`seminars …` as a process of its own, in which every page fails and its error repeats all that was sent."""

from collections.abc import Mapping

from flask import Flask, request

from seminars import create_app
from seminars.cli import main, running


def broken_app(environ: Mapping[str, str]) -> Flask:
    app = create_app(environ)
    app.config["WTF_CSRF_ENABLED"] = False  # so that any form comes as far as the page that fails
    app.view_functions.update((endpoint, fail) for endpoint in app.view_functions if endpoint != "static")
    return app


def fail(**values: object) -> None:
    try:
        raise ValueError(f"{request.full_path} {values}")
    except ValueError as error:
        error.add_note(f"{request.user_agent}\n{request.referrer}")
        raise RuntimeError(f"{request.url}\n{[*request.form.items()]}\n{request.headers}") from error


if __name__ == "__main__":
    running.create_app = broken_app
    main(prog_name="seminars")
