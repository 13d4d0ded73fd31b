"""create-organiser: who may sign in."""

import click
from email_validator import EmailNotValidError
from flask import current_app

from seminars import links
from seminars.cli.frame import with_app
from seminars.database.units import database_now, write_unit
from seminars.domain.organisers import accounts
from seminars.domain.organisers.weak_passwords import weakness
from seminars.domain.people.addresses import reading
from seminars.extensions import db
from seminars.i18n import LANGUAGES
from seminars.models import Organiser
from seminars.web import passwords
from seminars.web.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD


@click.command("create-organiser", short_help="Let somebody organise seminars.")
@click.argument("email")
@click.option("--link", is_flag=True, help="Print a link that signs in once within 24 hours; no password needed.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="Language of the organiser's pages; that of the page of the first sign-in by a link when left out.",
)
@with_app
def create_organiser(email: str, link: bool, language: str | None) -> None:
    """Let the person with the address EMAIL organise everything on this site.

    Without --link a password is asked for. For somebody who is an organiser already this gives a new link or
    a new password.
    """
    address = _checked(email)
    password_hash = None if link else _hashed(_ask_for_password(address))
    with write_unit():
        organiser, is_new = get_or_create(address, language)
        _refuse_ended(organiser)
        if password_hash:
            accounts.set_password(organiser, password_hash, now=database_now())
        token = accounts.new_sign_in_link(organiser) if link else None
        db.session.commit()
    click.echo(f"{address} {'is an organiser now' if is_new else 'was an organiser already'}.")
    if token:
        click.echo(f"Sign in once within 24 hours: {links.sign_in(token)}")
    else:
        click.echo(f"Sign in: {current_app.config['PUBLIC_BASE_URL']}/organiser/sign-in")


def _refuse_ended(organiser: Organiser) -> None:
    """A link would open nothing."""
    if not organiser.active:
        raise click.ClickException(
            f"The account of {organiser.email} has ended; nothing was changed. Whoever owns the site opens it again "
            "by offering it a role, at /organiser/team."
        )


def get_or_create(address: str, language: str | None) -> tuple[Organiser, bool]:
    """The account of this address, and whether it was made just now."""
    known, now = accounts.find_by_address(address), database_now()
    organiser = known or accounts.create_organiser(address, language=current_app.config["LANGUAGES"][0], now=now)
    if language:
        accounts.choose_language(organiser, language, now=now)
    return organiser, known is None


def _checked(email: str) -> str:
    try:
        return reading.stored(email)
    except EmailNotValidError as error:
        raise click.BadParameter(f"{email!r} is not an e-mail address: {error}", param_hint="EMAIL") from None


def _hashed(password: str) -> str:
    with passwords.place("terminal") as place:
        return place.hashed(password)


def _ask_for_password(address: str) -> str:
    while True:
        password = click.prompt("Password", hide_input=True, confirmation_prompt="The same once more")
        if len(password) < SHORTEST_PASSWORD or len(password.encode()) > LONGEST_PASSWORD:
            click.echo(f"A password has at least {SHORTEST_PASSWORD} characters; a few words are good.", err=True)
        elif weakness(password, address=address):
            click.echo("Such a password is guessed soon; choose another, a few words are good.", err=True)
        else:
            return password


COMMANDS = (create_organiser,)
