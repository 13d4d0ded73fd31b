"""Every route of the organisers, found in the URL map, for everybody who might ask."""

from dataclasses import replace

from factories import ADA, make_registration, make_seminar

from seminars.database.units import write_unit
from seminars.domain.lists import exports
from seminars.extensions import db
from seminars.models import Activity, Membership, Message, Organiser, Registration, Role, Seminar

OTHER = "other.ada@example.org"
OPEN = {
    "organiser.sign_in.new",
    "organiser.sign_in.create",
    "organiser.sign_in_links.show",
    "organiser.sign_in_links.create",
    "organiser.digests.show",
    "organiser.digests.end",
}
WITHOUT_OBJECT = {
    "organiser.today.index", "organiser.sign_out.create", "organiser.account.show", "organiser.account.update",
    "organiser.account.set_password", "organiser.seminars.index", "organiser.seminars.new", "organiser.seminars.create",
    "organiser.messages.index", "organiser.messages.release_all", "organiser.messages.discard_all",
    "organiser.messages.send_failed_again", "organiser.messages.try_now",
}  # fmt: skip


def _routes(app, **values):
    """(endpoint, method, address) of every guarded route."""
    adapter = app.url_map.bind("seminars.example.org", url_scheme="https")
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("organiser.") and rule.endpoint not in OPEN:
            known = {name: values[name] for name in rule.arguments}
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield rule.endpoint, method, adapter.build(rule.endpoint, known)


def _ask(visitor, method, address):
    return visitor.get(address) if method == "GET" else visitor.post(address)


def _adas_registration(app):
    with app.app_context():
        seminar = make_seminar()
        registration, other = (
            make_registration(seminar, replace(ADA, email=address)) for address in (ADA.email, OTHER)
        )
        message = db.session.query(Message).first()
        return {
            "slug": "klichev",
            "code": registration.code,
            "other": other.code,
            "number": message.id,
            "extension": "csv",
        }


def test_nobody_gets_in_without_signing_in(app, visitor):
    values = _adas_registration(app)
    routes = list(_routes(app, **values))
    assert len(routes) > 15
    for endpoint, method, address in routes:
        answer = _ask(visitor, method, address)
        assert answer.status_code == 303, endpoint
        assert answer.location.startswith("/organiser/sign-in"), endpoint
        assert ADA.email not in answer.text


def test_mallory_finds_nothing_of_seminars_that_are_not_hers(app, mallory):
    values = _adas_registration(app)
    for endpoint, method, address in _routes(app, **values):
        if endpoint == "organiser.sign_out.create":
            continue
        answer = _ask(mallory, method, address)
        if endpoint not in WITHOUT_OBJECT:
            assert answer.status_code == 404, endpoint
        assert answer.status_code < 500, endpoint
        assert ADA.email not in answer.text, endpoint
        assert "Small towns" not in answer.text, endpoint
    with app.app_context():
        assert [each.is_active for each in db.session.query(Registration)] == [True, True]
        assert db.session.query(Message).count() == 2
        assert db.session.query(Activity).filter_by(kind="exported").count() == 0


def test_olive_opens_every_page(app, olive):
    values = _adas_registration(app)
    for endpoint, method, address in _routes(app, **values):
        if method == "GET":
            answer = olive.get(address)
            assert answer.status_code == 200, endpoint
            assert answer.headers["Cache-Control"] == "no-store", endpoint


def test_a_membership_opens_one_series_or_one_seminar(app, mallory):
    with app.app_context():
        mine, other = make_seminar(slug="mine"), make_seminar(slug="other")
        account = db.session.query(Organiser).filter_by(email="mallory@example.org").one().id
        mine_id, series_id = mine.id, other.series_id
        _add(Membership(organiser_id=account, role=Role.OWNER, seminar_id=mine_id))
    assert [mallory.get(f"/organiser/seminars/{slug}/edit").status_code for slug in ("mine", "other")] == [200, 404]
    with app.app_context():
        _add(Membership(organiser_id=account, role=Role.OWNER, series_id=series_id))
    assert [mallory.get(f"/organiser/seminars/{slug}/edit").status_code for slug in ("mine", "other")] == [200, 200]
    assert mallory.get("/organiser/seminars").text.count("/edit") == 2


def test_somebody_elses_registration_is_not_found_under_ones_own_seminar(app, mallory):
    values = _adas_registration(app)
    with app.app_context():
        mine = make_seminar(slug="mine").id
        account = db.session.query(Organiser).filter_by(email="mallory@example.org").one().id
        _add(Membership(organiser_id=account, role=Role.OWNER, seminar_id=mine))
    page = f"/organiser/seminars/mine/registrations/{values['code']}"
    assert mallory.get(page).status_code == 404
    assert mallory.post(f"{page}/cancellation", {"reason": "because"}).status_code == 404
    assert mallory.get(f"/organiser/messages/{values['number']}").status_code == 404


def test_an_account_that_is_closed_is_signed_out_at_once(app, olive):
    with app.app_context(), write_unit():
        db.session.query(Organiser).one().active = False
        db.session.commit()
    assert olive.get("/organiser/seminars").status_code == 303


def test_hostile_addresses_are_not_found_and_break_nothing(app, olive):
    _adas_registration(app)
    for address in (
        "seminars/%00/edit", "seminars/%E2%80%AE/edit", f"seminars/{'x' * 5000}/edit", "seminars/no-such/edit",
        "seminars/klichev/registrations/%00", f"seminars/klichev/registrations/{'X' * 10_000}",
        "seminars/klichev/registrations.pdf", "messages/99999999999999999999", "messages/2147483647", "messages/-1",
        "sign-in/%00", f"sign-in/{'x' * 10_000}",
    ):  # fmt: skip
        assert olive.get(f"/organiser/{address}").status_code == 404, address
    for query in (
        "page=0", "page=-1", "page=99999999999999999999", "page=x", "q=%00", "q=" + "x" * 8_000, "q=%25_",
        "sort=id;--", "status=%00", "order=%E2%80%AE",
    ):  # fmt: skip
        assert olive.get(f"/organiser/seminars/klichev/registrations?{query}").status_code == 200, query
        assert olive.get(f"/organiser/messages?{query}&state=%00").status_code == 200, query


def test_who_exported_what_is_recorded(app, olive):
    _adas_registration(app)
    for extension, kind in (("csv", "text/csv"), ("xlsx", "application/vnd.openxmlformats")):
        answer = olive.get(f"/organiser/seminars/klichev/registrations.{extension}", buffered=True)
        assert answer.status_code == 200
        assert answer.content_type.startswith(kind)
        assert f"_Klichev_attendees.{extension}" in answer.headers["Content-Disposition"]
    with app.app_context():
        found = db.session.query(Activity).filter_by(kind="exported").order_by(Activity.id).all()
        assert [(each.actor, each.details["format"], each.details["rows"]) for each in found] == [
            ("olive@example.org", "csv", 2), ("olive@example.org", "xlsx", 2),
        ]  # fmt: skip
        assert (
            exports.file_name(db.session.query(Seminar).one(), "csv")
            in olive.get("/organiser/seminars/klichev/registrations.csv").headers["Content-Disposition"]
        )


def _add(row):
    with write_unit():
        db.session.add(row)
        db.session.commit()
