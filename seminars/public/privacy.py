"""What is known about people, what for and for how long."""

from contextlib import suppress

from flask import Blueprint, Response, current_app, make_response, render_template

from seminars import hosts
from seminars.public.caching import cached
from seminars.public.controllers import all_controllers

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/privacy")
def show() -> Response:
    config = current_app.config
    return cached(
        make_response(
            render_template(
                "public/privacy/show.html",
                controllers=all_controllers(),
                address=config["CONTROLLER_ADDRESS"],
                email=config["CONTROLLER_EMAIL"],
                mailbox=_mailbox(config["CONTROLLER_EMAIL"]),
                days=config["RETENTION_DAYS"],
            )
        )
    )


def _mailbox(address: str) -> str:
    """Mail programs know the domain as A-labels; a name before the @ that few can write to stays as it is."""
    with suppress(ValueError):
        return hosts.mailbox(address)
    return address
