import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from acts import act
from factories import ADA, make_registration, make_seminar, texts
from older_keys import older_program
from visitors import Counted

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.lists import search as registration_lists
from seminars.domain.people.sign_up import Person
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import (
    Activity,
    Group,
    GroupKind,
    Message,
    MessageKind,
    MessageState,
    OrganisationKind,
    Organiser,
    Registration,
    Seminar,
    Status,
)

LIST = "/organiser/seminars/klichev/registrations"
PEOPLE = (
    Person(surname="Вішнеўская", given_name="Ганна", email="hanna@example.org", organisation="Агра Клічаў"),
    Person(surname="Семёнов", given_name="Михаил", email="m.s@example.by", organisation="Ткацкая фабрика"),
    Person(surname="Kowalczyk", given_name="Jan", email="jan@example.pl", organisation="Klaster Metali"),
)


@pytest.fixture
def codes(app):
    """The codes of three people by their surnames."""
    with app.app_context():
        seminar = make_seminar()
        return {person.surname: make_registration(seminar, person).code for person in PEOPLE}


def test_search_finds_a_person_in_any_alphabet(olive, codes):
    for found, searches in {
        "Вішнеўская": ("Вишневская", "Wiśniewska", "VISHNEU", "ганна агра", "hanna@example.org"),
        "Семёнов": ("семенов", "Михаил", "Michail", "Мих"),
        "Kowalczyk": ("ковальчик", "ЯН klaster", "Металі"),
    }.items():
        for search in searches:
            page = olive.get(LIST, query_string={"q": search}).text
            assert [surname for surname, code in codes.items() if code in page] == [found], search


def test_search_finds_a_code_and_says_when_nobody_is_found(olive, codes):
    page = olive.get(LIST, query_string={"q": codes["Kowalczyk"].lower()}).text
    assert "jan@example.pl" in page
    assert "hanna@example.org" not in page
    assert "Nobody is found" in olive.get(LIST, query_string={"q": "Kowalczyk Ганна"}).text


def test_the_list_is_sorted_and_filtered(app, olive, codes):
    def order(query):
        page = olive.get(f"{LIST}?{query}").text
        return sorted(
            (surname for surname in codes if codes[surname] in page), key=lambda each: page.index(codes[each])
        )

    assert order("sort=registered") == ["Вішнеўская", "Семёнов", "Kowalczyk"]
    assert order("sort=registered&order=falling") == ["Kowalczyk", "Семёнов", "Вішнеўская"]
    assert order("sort=name") == ["Kowalczyk", "Вішнеўская", "Семёнов"]
    assert order("status=cancelled") == []
    assert 'aria-sort="descending"' in olive.get(f"{LIST}?sort=name&order=falling").text


def test_those_without_an_address_are_found_to_be_called(app, olive, codes):
    assert "without e-mail</a>" not in olive.get(LIST).text
    assert "Nobody is found" in olive.get(f"{LIST}?mail=none").text
    called = {"Cyd": Status.CONFIRMED, "Dan": Status.CONFIRMED, "Eve": Status.CANCELLED}
    with app.app_context():
        for name in called:
            person = Person(surname=name, given_name="X", phone="+375 29 765-43-21")
            codes[name] = make_registration(db.session.query(Seminar).one(), person).code
        with write_unit():
            for each in db.session.query(Registration).filter_by(email=""):
                each.status = called[each.surname]
            db.session.commit()
    assert f'href="{LIST}?mail=none">2 without e-mail</a>' in olive.get(LIST).text
    page = olive.get(f"{LIST}?mail=none").text
    assert [name for name, code in codes.items() if code in page] == ["Cyd", "Dan"]
    assert page.count("+375 29 765-43-21") == 2
    assert '<option value="none" selected>' in page
    assert [name for name, code in codes.items() if code in olive.get(f"{LIST}?mail=none&q=dan").text] == ["Dan"]
    assert f"{LIST}?mail=none&amp;sort=name" in page


def test_those_who_never_answered_from_the_mail_are_found(app, olive, codes):
    with app.app_context(), write_unit():
        db.session.query(Registration).filter_by(surname="Kowalczyk").update({"email_proven_at": clock.now()})
        db.session.commit()
    assert f'href="{LIST}?mail=unproven">2 never answered from the mail</a>' in olive.get(LIST).text
    page = olive.get(f"{LIST}?mail=unproven").text
    assert [name for name, code in codes.items() if code in page] == ["Вішнеўская", "Семёнов"]
    assert '<option value="unproven" selected>' in page


def test_of_what_kind_an_organisation_is_stands_in_the_list_and_on_the_persons_page_and_is_filtered_by(
    app, olive, codes
):
    with app.app_context(), write_unit():
        ada = db.session.query(Registration).filter_by(surname="Kowalczyk").one()
        ada.organisation_kind = OrganisationKind.ASSOCIATION
        olive_herself = db.session.query(Organiser).one()
        olive_herself.language = "pl"
        db.session.commit()
    assert "<small>Stowarzyszenie lub fundacja</small>" in olive.get(LIST).text
    assert "<dd>Stowarzyszenie lub fundacja</dd>" in olive.get(f"{LIST}/{codes['Kowalczyk']}").text
    assert "<dt>Rodzaj organizacji</dt>" not in olive.get(f"{LIST}/{codes['Семёнов']}").text
    page = olive.get(f"{LIST}?kind=association").text
    assert [name for name, code in codes.items() if code in page] == ["Kowalczyk"]
    assert '<option value="association" selected>Stowarzyszenie lub fundacja</option>' in page
    assert f"{LIST}?kind=association&amp;sort=name" in page
    assert [name for name, code in codes.items() if code in olive.get(f"{LIST}?kind=circus").text] == list(codes)


def test_who_came_as_one_of_many_is_shown_as_a_group(app, olive, codes):
    begin = datetime(2027, 3, 1, 9, tzinfo=UTC)
    span = {"first_at": begin, "last_at": begin + timedelta(minutes=7)}
    with app.app_context(), write_unit():
        network = Group(seminar_id=1, kind=GroupKind.NETWORK, people=70, **span)
        domain = Group(seminar_id=1, kind=GroupKind.DOMAIN, domain="firm.example", people=25, **span)
        db.session.add_all([network, domain])
        db.session.flush()
        db.session.query(Registration).filter_by(surname="Kowalczyk").update({"group_no": network.number})
        number = network.number
        db.session.commit()
    page = " ".join(olive.get(LIST).text.split())
    assert re.search(r"70 people came from one network \([^;]*12:00[^;]*12:07</span>\);", page)
    assert "25 people came with addresses of firm.example (" in page
    assert f'href="{LIST}?group={number}">Show them</a>' in page
    page = olive.get(f"{LIST}?group={number}").text
    assert [name for name, code in codes.items() if code in page] == ["Kowalczyk"]
    assert f'<option value="{number}" selected>' in page
    assert f"{LIST}?group={number}" in olive.get(f"{LIST}/{codes['Kowalczyk']}").text
    assert olive.get(f"{LIST}?group=9{'9' * 30}").status_code == 200


def test_the_head_says_whether_the_date_holds(app, olive, codes):
    page = olive.get(LIST).text
    assert "<s>" not in page
    assert '<span class="state state--ok">Published</span>' in page
    for verb, values, state in (
        (changes.postpone, {}, '<span class="state state--few">Postponed</span>'),
        (changes.cancel, {"reason": texts("no hall")}, '<span class="state state--bad">Cancelled</span>'),
    ):
        with app.app_context():
            act(verb, db.session.query(Seminar).one(), **values)
        page = olive.get(LIST).text
        assert '<p class="place-date"><span class="unseen">until now:</span> <s>' in page
        assert f"<p>{state}" in page


def test_cancelling_needs_a_reason_and_writes_it_to_the_person(app, olive, codes):
    page = f"{LIST}/{codes['Kowalczyk']}"
    assert "The person gets a mail" in olive.get(f"{page}/cancellation").text
    refused = olive.post(f"{page}/cancellation", {"reason": " \u202e\n "})
    assert refused.status_code == 422
    assert "Write the reason" in refused.text
    assert olive.post(f"{page}/cancellation", {"reason": "The hall\x00 is\u202e too small"}).status_code == 303
    with app.app_context():
        registration = db.session.query(Registration).filter_by(code=codes["Kowalczyk"]).one()
        assert (registration.status, registration.cancelled_by) == (Status.CANCELLED, "organiser")
        assert registration.cancel_reason == "The hall is too small"
        message = db.session.query(Message).order_by(Message.id.desc()).first()
        assert (message.kind, message.facts) == (
            MessageKind.CANCELLED_BY_ORGANISER,
            {"reason": "The hall is too small", "was": "confirmed"},
        )
        assert db.session.query(Activity).filter_by(kind="cancelled").one().actor == "olive@example.org"
    again = olive.post(f"{page}/cancellation", {"reason": "once more"})
    assert (again.status_code, "ended already" in again.text) == (422, True)
    assert olive.post(f"{page}/cancellation", {"reason": "x" * 10_000}).status_code == 422
    assert "The hall is too small" in olive.get(page).text


def test_names_are_shown_as_text(app, olive):
    with app.app_context():
        seminar = make_seminar()
        registration = make_registration(
            seminar, Person(surname="<script>", given_name="{{7*7}}", email="x@example.org")
        )
        code = registration.code
    for page in (LIST, f"{LIST}/{code}", f"{LIST}/{code}/cancellation", "/organiser/messages"):
        text = olive.get(page).text
        assert "<script>" not in text
        assert "&lt;script&gt;" in text
        assert "{{7*7}}" in text


def test_two_who_are_perhaps_one_person_are_shown_with_links_and_stay(app, olive, codes):
    with app.app_context(), older_program():
        jan = replace(PEOPLE[2], given_name="Ján")
        codes["Ján"] = make_registration(db.session.query(Seminar).one(), jan).code
    for page, others in ((LIST, ("Kowalczyk", "Ján")), (f"{LIST}/{codes['Ján']}", ("Kowalczyk",))):
        text = olive.get(page).text
        assert "Perhaps the same person" in text
        told = text[text.index("Perhaps the same person") :].partition("</p>" if page == LIST else "</dd>")[0]
        assert re.findall(rf'href="{LIST}/(\w+)"', told) == [codes[each] for each in others]
    assert "Perhaps the same person" not in olive.get(f"{LIST}/{codes['Семёнов']}").text


def test_the_delivery_of_the_last_mail_stands_beside_the_person(app, olive, codes):
    with app.app_context(), write_unit():
        db.session.query(Message).order_by(Message.id).first().state = MessageState.FAILED
        db.session.commit()
    page = olive.get(LIST).text
    assert page.count(">Failed<") == 1
    assert page.count(">Waiting<") == 2
    assert "1 mail did not arrive" in olive.get("/organiser/seminars").text


def test_a_column_without_any_value_is_left_out_and_what_is_sorted_and_filtered_by_it_stays(app, olive, codes):
    always = ["Name", "State", "Code", "E-mail, phone", "Last mail", "Registered"]
    with app.app_context(), write_unit():
        for each in db.session.query(Registration):
            each.organisation = ""
        db.session.commit()
    assert heads(olive.get(LIST).text) == [*always, "Actions"]
    assert heads(olive.get(f"{LIST}?sort=organisation&order=falling").text) == [*always, "Actions"]
    with app.app_context(), write_unit():
        kowalczyk = db.session.query(Registration).filter_by(surname="Kowalczyk").one()
        kowalczyk.town, kowalczyk.organisation_kind = "Pinsk", OrganisationKind.COMPANY
        db.session.commit()
    whole = ["Name", "State", "Code", "Organisation", "Town", "E-mail, phone", "Last mail", "Registered", "Actions"]
    assert heads(olive.get(LIST).text) == whole
    assert heads(olive.get(f"{LIST}?q=Kowalczyk").text) == whole
    assert heads(olive.get(f"{LIST}?q=Семёнов").text) == [*always, "Actions"]


def test_why_a_mail_was_not_delivered_is_a_column_only_where_one_was_not(app, olive, codes):
    pages = ("/organiser/messages", f"{LIST}/{codes['Kowalczyk']}")
    whole = (
        ["Recipient", "Message", "Seminar", "Language", "State", "Reason", "Written"],
        ["Message", "Recipient", "State", "Reason", "Written", "Sent", "Actions"],
    )
    of_queued = ([each for each in whole[0] if each != "Reason"], ["Message", "Recipient", "State", "Written"])
    assert tuple(heads(olive.get(page).text) for page in pages) == of_queued
    with app.app_context(), write_unit():
        for message in db.session.query(Message):
            message.state, message.last_error, message.sent_at = MessageState.FAILED, "no such mailbox", clock.now()
        db.session.commit()
    assert tuple(heads(olive.get(page).text) for page in pages) == whole


def heads(page):
    """The columns of the page's table, each with as many cells in every row."""
    table = page[page.index("<table") : page.index("</table>")]
    first, *rows = [re.findall(r"<(?:th|td)\b.*?>(.*?)</(?:th|td)>", row, re.S) for row in table.split("<tr")[1:]]
    assert {len(row) for row in rows} == {len(first)}
    return [re.sub("<[^>]+>", "", head) for head in first]


@pytest.mark.parametrize(
    "page",
    [
        "/organiser/seminars",
        "/organiser/messages",
        LIST,
        f"{LIST}?q=a",
        f"{LIST}?status=confirmed",
        f"{LIST}?mail=none",
    ],
)
def test_a_list_takes_as_many_queries_for_three_rows_as_for_one(app, olive, page):
    with app.app_context():
        seminar = make_seminar()
        make_registration(seminar, ADA)
    first = _queries(app, olive, page)
    with app.app_context():
        seminar = db.session.query(Seminar).one()
        for number, person in enumerate(PEOPLE[:2]):
            make_registration(make_seminar(slug=f"other-{number}", series_id=seminar.series_id), person)
            make_registration(seminar, person)
    assert _queries(app, olive, page) == first


def test_one_registrations_page_takes_as_many_queries_for_three_messages_as_for_one(app, olive, codes):
    page = f"{LIST}/{codes['Kowalczyk']}"
    first = _queries(app, olive, page)
    with app.app_context(), write_unit():
        message = db.session.query(Message).order_by(Message.id.desc()).first()
        for number in range(2):
            values = {
                name: getattr(message, name) for name in ("to", "language", "kind", "seminar_id", "registration_id")
            }
            more = Message(dedup=f"more-{number}", created_at=message.created_at, due_at=message.due_at, **values)
            db.session.add(more)
        db.session.commit()
    assert _queries(app, olive, page) == first


def _queries(app, visitor, page):
    with Counted(app) as statements:
        assert visitor.get(page).status_code == 200
    return len(statements)


def test_a_search_may_find_more_people_than_a_statement_takes_parameters(olive, codes, monkeypatch):
    monkeypatch.setattr(registration_lists, "_matching", lambda _seminar_id, _search: list(range(2, 70_000)))
    page = olive.get(LIST, query_string={"q": "a"}).text
    assert [surname for surname, code in codes.items() if code in page] == ["Семёнов", "Kowalczyk"]


def test_a_list_is_whole_before_it_leaves_and_holds_no_transaction_then(app, olive, codes):
    for extension, beginning in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
        answer = olive.get(f"{LIST}.{extension}", buffered=False)
        with app.app_context():
            assert db.engine.pool.checkedout() == 0
        assert answer.data.startswith(beginning)
        answer.close()
