"""What is known about people, what for and for how long."""

from flask import Blueprint, Response, current_app, make_response, render_template

from seminars.public.caching import cached

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/privacy")
def show() -> Response:
    config = current_app.config
    return cached(
        make_response(
            render_template(
                "public/privacy/show.html",
                controller=config["CONTROLLER_NAME"],
                address=config["CONTROLLER_ADDRESS"],
                email=config["CONTROLLER_EMAIL"],
                days=config["RETENTION_DAYS"],
            )
        )
    )
