"""serve and worker: what keeps running."""

import errno
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import current_app
from sqlalchemy import exists, select, text

from seminars import create_app, hosts, links, serving
from seminars.cli import demo
from seminars.cli.databases import upgrading
from seminars.cli.frame import warn_of_open_settings, with_app
from seminars.cli.people import get_or_create
from seminars.cli.setting_up import (
    make_or_update_database,
    warn_of_short_key,
)
from seminars.database.units import write_unit
from seminars.domain.organisers import accounts
from seminars.domain.programme import listings
from seminars.extensions import db
from seminars.mail.maildir import mails_are_lost
from seminars.models import Organiser
from seminars.version import in_words
from seminars.worker import running

FIRST_ORGANISER = "olive@example.org"


@click.command(short_help="Run the web server.")
@click.option("--with-worker", is_flag=True, help="Send mails too, in a thread of this process.")
@click.option("--host", help="Address to listen on; the setting HOST (127.0.0.1) if left out.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; the setting PORT (5000) if left out.")
@click.option(
    "--welcome",
    is_flag=True,
    help="First make or update the database, put the demo into an empty one, and print where to look.",
)
def serve(with_worker: bool, host: str | None, port: int | None, welcome: bool) -> None:
    """Run the web server until Ctrl-C or SIGTERM.

    One process with --with-worker is all a small site needs. With several web processes run them without it,
    and one `seminars worker` beside them.
    """
    wished = {"SEMINARS_HOST": host, "SEMINARS_PORT": port and str(port)}
    app = create_app(os.environ | {name: value for name, value in wished.items() if value})
    host, port = app.config["HOST"], app.config["PORT"]
    with app.app_context():
        if welcome:
            _prepare()
        _look_at_database()
        _warn_without_mail_server()
        warn_of_short_key()
        warn_of_open_settings()
        _warn_without_proxy(host)
        _warn_without_controller()
        try:
            sockets = serving.listen(app, host=host, port=port)
        except OSError as error:
            raise click.ClickException(_why_not(host, port, error)) from None
        click.echo("\n".join(_where_to_look(is_first_look=welcome)))
    serving.serve(app, sockets, with_worker=with_worker)
    click.echo("Stopped.")


def _prepare() -> None:
    make_or_update_database()
    if demo.is_wanted():
        click.echo("Making sample data; this happens once ...")
        for said in demo.fill():
            click.echo(said)


def _look_at_database() -> None:
    """Log which it is; an error if its tables are missing or of an older version."""
    try:
        if db.engine.dialect.name == "sqlite":
            version = db.engine.dialect.dbapi.sqlite_version
        else:
            version = db.session.scalar(text("SHOW server_version"))
        db.session.execute(select(exists().select_from(Organiser)))
        upgrading.refuse_older_revision()
    finally:
        db.session.remove()
    current_app.logger.info("seminars %s, database: %s %s", in_words(), db.engine.dialect.name, version)


def _warn_without_mail_server() -> None:
    if mails_are_lost():
        words = "No mail server is set, so nobody gets the mails that the pages promise."
        click.secho(f"{words} Set SEMINARS_MAIL_SERVER.", fg="red", err=True)


def _is_public() -> bool:
    address = urlsplit(current_app.config["PUBLIC_BASE_URL"])
    return address.scheme == "https" and not hosts.is_of_this_machine(address.hostname or "")


def _warn_without_controller() -> None:
    """A series may name its own organisation; the name of a site is nobody who could answer."""
    series = listings.public_series()
    is_named = current_app.config["CONTROLLER_NAME"] or (series and all(each.organisation for each in series))
    if _is_public() and not is_named:
        words = "Nobody is named who answers for personal data, so forms and the privacy page name the site instead."
        click.secho(f"{words} Set SEMINARS_CONTROLLER_NAME.", fg="red", err=True)


def _warn_without_proxy(listens: str) -> None:
    if not current_app.config["PROXY_HOPS"] and (_is_public() or not hosts.is_of_this_machine(listens)):
        words = (
            "Anybody can reach this site, and no proxy is set in front of it, so a few machines can take it up whole."
        )
        click.secho(
            f'{words} Set one up and SEMINARS_PROXY_HOPS (docs/operating.md, "Behind a proxy").', fg="red", err=True
        )


def _where_to_look(*, is_first_look: bool) -> list[str]:
    lines = [f"The site:   {current_app.config['PUBLIC_BASE_URL']}/"]
    if is_first_look:
        lines += [f"Organisers: {_way_in()}", *demo.worth_a_look()]
    if not current_app.config["MAIL_SERVER"]:
        folder = Path(current_app.config["INSTANCE"]) / "mail"
        lines.append(f"Mails:      {folder} (a Maildir; the organisers' pages show it too)")
    return [*lines, "Stop with Ctrl-C."]


def _way_in() -> str:
    """A link for the first organiser at the first start; afterwards how to get another."""
    with write_unit():
        if db.session.scalar(select(exists().select_from(Organiser))):
            return f"{_this_program()} create-organiser {FIRST_ORGANISER} --link   prints a new sign-in link"
        organiser, _is_new = get_or_create(FIRST_ORGANISER, None)
        token = accounts.new_sign_in_link(organiser)
        db.session.commit()
    return f"{links.sign_in(token)} (works once, within 24 hours)"


def _this_program() -> str:
    """How to call it from here, so that its links name this server's port."""
    port = f"SEMINARS_PORT={os.environ['SEMINARS_PORT']} " if "SEMINARS_PORT" in os.environ else ""
    return f"{port}{sys.argv[0] if Path(sys.argv[0]).name == 'seminars' else 'seminars'}"


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1
        return f"Port {port} is in use. Choose another: seminars serve --port {other}, make run PORT={other}"
    if error.errno == errno.EACCES:
        return f"Port {port} is not for ordinary users. Choose one above 1023, such as 5000."
    return f"Cannot listen on {host}, port {port}: {error.strerror or error}"


@click.command("worker", short_help="Send the mails.")
@with_app
def run_worker() -> None:
    """Send mails until Ctrl-C or SIGTERM; the present mail is finished first.

    Run one beside web processes that were started without --with-worker. Several are safe, too.
    """
    _look_at_database()
    warn_of_short_key()
    warn_of_open_settings()
    stop = serving.stop_on_signal()
    click.echo("The worker is running. Stop with Ctrl-C.")
    running.run(current_app._get_current_object(), stop)
    click.echo("Stopped.")


COMMANDS = (serve, run_worker)
