"""One's own registration, behind the link that only a mail tells. GET shows, POST acts: mail scanners follow links."""

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for

from seminars import clock, tokens
from seminars.domain import consequences, notices, registrations, self_service
from seminars.domain.errors import EditedMeanwhile, NotActive, TooLate
from seminars.extensions import db
from seminars.formats.seminar_event import location
from seminars.i18n import chosen_language
from seminars.models import Registration
from seminars.public.forms import AddressForm, LanguageForm
from seminars.units import database_now, write_unit

blueprint = Blueprint("registrations", __name__, url_prefix="/registrations")


@blueprint.get("/find")
def find() -> str:
    return render_template("public/registrations/find.html", form=AddressForm(), sent="sent" in request.args)


@blueprint.post("/find")
def send_links() -> Response:
    g.form_page = ("public.registrations.find", {})
    form = AddressForm()
    if not form.validate():
        return make_response(render_template("public/registrations/find.html", form=form, sent=False), 422)
    with write_unit():
        self_service.send_links(form.email.data, language=chosen_language(), now=database_now())
        db.session.commit()
    return redirect(url_for("public.registrations.find", sent="1"), 303)


@blueprint.get("/<token>")
def show(token: str) -> str:
    return _page(token, get_registration(token))


@blueprint.post("/<token>/cancellation")
def cancel(token: str) -> Response:
    try:
        with write_unit():
            registration = get_registration(token)
            registrations.cancel(registration, by="person")
            self_service.prove_address(registration, now=database_now())
            db.session.commit()
    except (NotActive, TooLate):
        return make_response(_page(token, get_registration(token), refused=True), 409)
    return redirect(url_for("public.registrations.show", token=token), 303)


@blueprint.post("/<token>/reconfirmation")
def reconfirm(token: str) -> Response:
    try:
        with write_unit():
            registration = get_registration(token)
            registrations.reconfirm(registration, seen=request.form.get("seen", 0, int))
            self_service.prove_address(registration, now=database_now())
            db.session.commit()
    # The page says what is the case now, and asks once more if it has moved again.
    except (NotActive, TooLate, EditedMeanwhile):
        return redirect(url_for("public.registrations.show", token=token), 303)
    return redirect(url_for("public.registrations.show", token=token, done="reconfirmed"), 303)


@blueprint.post("/<token>/message")
def send_again(token: str) -> Response:
    with write_unit():
        registration = get_registration(token)
        self_service.prove_address(registration, now=database_now())
        if registration.is_active:
            notices.remind(registration, now=database_now())
        db.session.commit()
    return redirect(url_for("public.registrations.show", token=token, done="sent"), 303)


@blueprint.post("/<token>/language")
def change_language(token: str) -> Response:
    form = LanguageForm()
    if not form.validate():
        return make_response(_page(token, get_registration(token), form=form), 422)
    with write_unit():
        registration = get_registration(token)
        self_service.prove_address(registration, now=database_now())
        self_service.change_language(registration, form.language.data, now=database_now())
        db.session.commit()
    return redirect(url_for("public.registrations.show", lang=form.language.data, token=token, done="language"), 303)


@blueprint.post("/<token>/calendar-link")
def renew_calendar_link(token: str) -> Response:
    with write_unit():
        registration = get_registration(token)
        if not registration.email:
            abort(404)
        self_service.prove_address(registration, now=database_now())
        is_sent = self_service.renew_calendar_link(registration, now=database_now())
        db.session.commit()
    done = "calendar" if is_sent else "calendar-later"
    return redirect(url_for("public.registrations.show", token=token, done=done), 303)


def get_registration(token: str) -> Registration:
    """The registration this link was made for, or the same 404 for every wrong, foreign or revoked one."""
    read = tokens.read_manage_token(token)
    registration = db.session.get(Registration, read[0]) if read else None
    if registration is None or registration.token_version != read[1]:
        abort(404)
    return registration


def _page(token: str, registration: Registration, *, form: LanguageForm | None = None, refused: bool = False) -> str:
    g.form_page = ("public.registrations.show", {"token": token})
    return render_template(
        "public/registrations/show.html",
        token=token,
        registration=registration,
        seminar=registration.seminar,
        place=location(registration.seminar, chosen_language())[0],
        has_begun=registrations.has_begun(registration.seminar, now=clock.now()),
        move=consequences.find_unanswered_move(registration),
        put_off=consequences.find_end_of_date(registration.seminar),
        form=form or LanguageForm(language=registration.language),
        refused=refused,
        done=request.args.get("done", ""),
    )
