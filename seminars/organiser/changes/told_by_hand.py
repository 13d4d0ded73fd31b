"""Noting who was told of a change of a seminar by hand, since no mail tells them."""

import re

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from seminars.database.units import write_unit
from seminars.domain.notices import by_hand
from seminars.domain.organisers.roles import Act
from seminars.extensions import db
from seminars.i18n import gettext, ngettext
from seminars.organiser.access import get_seminar

MOST = 2**31 - 1

blueprint = Blueprint("told_by_hand", __name__, url_prefix=f"/seminars/<slug>/changes/<int(max={MOST}):number>")


@blueprint.post("/told-by-hand")
def update(slug: str, number: int) -> ResponseReturnValue:
    """Only what is different from the page that was shown: another organiser may have ticked others meanwhile."""
    ticked, were_ticked = _codes("told"), _codes("were_told")
    with write_unit():
        seminar = get_seminar(slug, Act.DECIDE)
        change = by_hand.find_change(seminar, number) or abort(404)
        told, untold = ticked - were_ticked, were_ticked - ticked
        number_told = by_hand.note(seminar, change, told=told, untold=untold, actor=current_user.email)
        db.session.commit()
    flash(_words(number_told))
    return redirect(url_for("organiser.registrations.index", slug=slug), 303)


def _codes(name: str) -> set[str]:
    return {code for code in request.form.getlist(name) if re.fullmatch("[0-9A-Z]{1,6}", code)}


def _words(told: int) -> str:
    if told:
        return ngettext("Noted: %(num)d person was told.", "Noted: %(num)d people were told.", told)
    return gettext("Saved. Nobody was written to.")
