"""The messages about one seminar, and sending again those of it that failed."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy import Select, select

from seminars.database.units import database_now, write_unit
from seminars.domain.organisers.roles import Act
from seminars.domain.outbox import failed
from seminars.extensions import db
from seminars.models import Message, Seminar
from seminars.organiser.access import get_seminar
from seminars.organiser.messages import listed, say_how_many_again

blueprint = Blueprint("seminar_messages", __name__, url_prefix="/seminars/<slug>/messages")


@blueprint.get("")
def index(slug: str) -> ResponseReturnValue:
    seminar = get_seminar(slug, Act.PEOPLE)
    values = listed(_about(seminar), _about(seminar), tells_seminar=False)
    return render_template("organiser/seminar_messages/index.html", seminar=seminar, **values)


@blueprint.post("/repetition")
def send_failed_again(slug: str) -> ResponseReturnValue:
    with write_unit():
        theirs = _about(get_seminar(slug, Act.DECIDE))
        number = failed.send_again(theirs, actor=current_user.email, now=database_now())
        db.session.commit()
    say_how_many_again(number)
    return redirect(url_for("organiser.seminar_messages.index", slug=slug), 303)


def _about(seminar: Seminar) -> Select[Message]:
    return select(Message).where(Message.seminar_id == seminar.id)
