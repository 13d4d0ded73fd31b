"""The form as a page, and the page that says that nobody can sign up."""

from flask import g, render_template

from seminars import clock
from seminars.domain import change_log
from seminars.domain.programme import listings
from seminars.formats.calendars.seminar_event import location
from seminars.i18n import chosen_language
from seminars.models import Seminar
from seminars.public.controllers import controller_of
from seminars.public.sign_up.form import SignUpForm
from seminars.public.sign_up.form_tokens import new_form_token, new_token_instead
from seminars.web.templating import words


def form_page(
    seminar: Seminar, form: SignUpForm, problem: str = "", *, has_new_id: bool = True, says_what_changed: bool = False
) -> str:
    """The form with what was typed, and what is wrong with it as a whole.

    One that was sent knows no more of the seminar than it did, unless the page says that it has changed: people who
    are told of something else need not look at the date.
    """
    g.form_page = ("public.sign_up.new", {"slug": seminar.slug})
    if has_new_id or not form.token.data:
        known = None if says_what_changed else new_token_instead(seminar.id, form.token.data or "")
        form.token.data = known or new_form_token(seminar.id, change_log.last_change_id(seminar))
    if form.when_short.data:
        form.must_choose = True
    return render_template(
        "public/sign_up/new.html",
        entry=listings.as_listed(seminar, now=clock.now()),
        seminar=seminar,
        place=_street_too(seminar) if says_what_changed else _hall(seminar),
        controller=controller_of(seminar.series),
        form=form,
        problem=problem,
    )


def _hall(seminar: Seminar) -> str:
    return words(seminar.venue.name) if seminar.venue else ""


def _street_too(seminar: Seminar) -> str:
    """For whoever has to see what is different now."""
    return location(seminar, chosen_language())[0]


def closed_page(seminar: Seminar) -> str:
    g.form_page = ("public.seminars.show", {"slug": seminar.slug})
    now = clock.now()
    entry = listings.as_listed(seminar, now=now)
    return render_template(
        "public/sign_up/closed.html", seminar=seminar, entry=entry, next_entry=listings.next_in_region(seminar, now=now)
    )
