"""Addresses that nobody made, and lists that are taken away. Who gets in anywhere, test_matrix.py asks."""

from dataclasses import replace
from itertools import product

from factories import ADA, make_registration, make_seminar

from seminars.domain.lists import exports
from seminars.extensions import db
from seminars.models import Activity, Seminar

LISTS = {"registrations": "attendees", "host-list": "host-list"}  # and what their files are called


def _sign_up(app):
    with app.app_context():
        seminar = make_seminar()
        for address in (ADA.email, "other.ada@example.org"):
            make_registration(seminar, replace(ADA, email=address))


def test_hostile_addresses_are_not_found_and_break_nothing(app, olive):
    _sign_up(app)
    for address in (
        "seminars/%00/edit", "seminars/%E2%80%AE/edit", f"seminars/{'x' * 5000}/edit", "seminars/no-such/edit",
        "seminars/klichev/registrations/%00", f"seminars/klichev/registrations/{'X' * 10_000}",
        "seminars/klichev/registrations.pdf", "seminars/klichev/host-list.pdf", "seminars/%00/host-list",
        "messages/99999999999999999999", "messages/2147483647", "messages/-1",
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
    _sign_up(app)
    kinds = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats"}
    for (name, called), (extension, kind) in product(LISTS.items(), kinds.items()):
        answer = olive.get(f"/organiser/seminars/klichev/{name}.{extension}", buffered=True)
        assert answer.status_code == 200
        assert answer.content_type.startswith(kind)
        assert f"_Klichev_{called}.{extension}" in answer.headers["Content-Disposition"]
    with app.app_context():
        found = db.session.query(Activity).filter(Activity.kind.endswith("exported")).order_by(Activity.id).all()
        assert {each.actor for each in found} == {"olive@example.org"}
        assert [(each.kind, each.details) for each in found] == [
            ("exported", {"format": "csv", "rows": 2}),
            ("exported", {"format": "xlsx", "rows": 2}),
            ("host_list_exported", {"format": "csv", "rows": 0}),
            ("host_list_exported", {"format": "xlsx", "rows": 0}),
        ]
        assert (
            exports.file_name(db.session.query(Seminar).one(), "csv")
            in olive.get("/organiser/seminars/klichev/registrations.csv").headers["Content-Disposition"]
        )
