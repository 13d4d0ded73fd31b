"""Every page of one seminar stands below its head, with the tab to which it belongs marked as the present one."""

import re
from dataclasses import replace
from html import unescape

import pytest
from acts import act
from every_route import address, rules
from factories import ADA, make_registration, make_seminar, texts
from visitors import Counted
from werkzeug.routing import Rule

from seminars.database.units import write_unit
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Membership, Message, Organiser, Role, Seminar

# To which tab the pages of a room belong, and under which name it is read.
TAB_OF = {
    "overviews": "Overview",
    "seminars": "Page",
    "registrations": "People",
    "cancellations": "People",
    "decisions": "People",
    "addresses": "People",
    "unions": "People",
    "host_list": None,  # whoever sees the people has no tab for it
    "seminar_messages": "Messages",
    "messages": "Messages",
    "changes": "Changes",
    "log": "Log",
}
KLICHEV = "/organiser/seminars/klichev"
TABS_OF = {
    Role.OWNER: ["Overview", "Page", "People", "Messages", "Changes", "Log"],
    Role.ORGANISER: ["Overview", "Page", "People", "Messages", "Changes", "Log"],
    Role.VIEWER: ["Overview", "People", "Messages", "Changes", "Log"],
    Role.HOST: ["Overview", "Host list"],
}


def head(page: str) -> str:
    """Without what is written into tags."""
    found = re.search('<section class="place".*?</section>', page, re.DOTALL)
    return " ".join(unescape(re.sub("<[^>]+>", " ", found[0])).split()) if found else ""


def is_of_one_seminar(rule: Rule) -> bool:
    return "slug" in rule.arguments or rule.endpoint == "organiser.messages.show"


def tabs(page: str) -> dict[str, str]:
    """What `aria-current` says of each tab."""
    row = re.search('<nav class="tabs".*?</nav>', page, re.DOTALL)
    links = re.findall(r'<a href="[^"]+"(?: aria-current="(\w+)")?>([^<]+)</a>', row[0] if row else "")
    return {label: current for current, label in links}


def test_every_page_of_one_seminar_has_its_head_and_its_tab(app, olive):
    with app.app_context():
        make_seminar()
        addresses = {
            rule.endpoint: address(app, rule)
            for rule in rules(app, "GET")
            if rule.endpoint.startswith("organiser.") and is_of_one_seminar(rule)
        }
    seen = {}
    for endpoint, path in addresses.items():
        answer = olive.get(path)
        if not (answer.mimetype == "text/html" and answer.status_code == 200):
            continue
        assert head(answer.text).count("Klichev Small towns and clusters") == 1, endpoint
        seen[endpoint] = [label for label, current in tabs(answer.text).items() if current]
    assert len(seen) > 10
    wanted = {endpoint: TAB_OF[endpoint.split(".")[1]] for endpoint in seen}
    there = tabs(olive.get(KLICHEV).text)
    assert seen == {endpoint: [label] if label in there else [] for endpoint, label in wanted.items()}


@pytest.mark.parametrize("role", TABS_OF)
def test_each_role_has_the_tabs_that_it_may_open_and_no_other(app, mallory, role):
    with app.app_context():
        seminar_id = make_seminar().id
        with write_unit():
            account = db.session.query(Organiser).filter_by(email="mallory@example.org").one().id
            db.session.add(Membership(organiser_id=account, role=role, seminar_id=seminar_id))
            db.session.commit()
    page = mallory.get(KLICHEV).text
    shown = tabs(page)
    assert list(shown) == TABS_OF[role]
    assert shown["Overview"] == "page"
    for path in set(re.findall(r'<a href="(/organiser/seminars/klichev[^"#]*)', page)):
        assert mallory.get(path).status_code == 200, path


def test_the_head_tells_how_it_stands_and_how_full_it_is(app, olive):
    with app.app_context():
        seminar = make_seminar(capacity=1)
        make_registration(seminar)
        make_registration(seminar, replace(ADA, email="bela@example.org"))
        draft = make_seminar(slug="draft", status="draft", published_at=None)
    page = olive.get(KLICHEV).text
    assert "Published · 1 of 1 place taken 1 waiting Public page Overview" in head(page)
    assert '<rect width="1" height="1"/>' in page
    assert "Draft · 20 places Overview" in head(olive.get(f"/organiser/seminars/{draft.slug}/edit").text)
    for verb, values, words in (
        (changes.postpone, {}, "Postponed · 1 keeps their place"),
        (changes.cancel, {"reason": texts("no hall")}, "Cancelled · 2 signed up"),
    ):
        with app.app_context():
            act(verb, db.session.query(Seminar).filter_by(slug="klichev").one(), **values)
        page = olive.get(KLICHEV).text
        assert "until now:" in head(page)
        assert words in head(page)


@pytest.mark.parametrize("path", ["", "/messages"])
def test_one_person_or_thirty_are_told_of_by_as_many_queries(app, olive, path):
    spent = []
    for number in range(30):
        with app.app_context():
            seminar = db.session.query(Seminar).one_or_none() or make_seminar(capacity=40)
            make_registration(seminar, replace(ADA, email=f"{number}@example.org"))
        if number in (0, 29):
            with Counted(app) as statements:
                assert olive.get(f"{KLICHEV}{path}").status_code == 200
            spent.append(len(statements))
    assert spent[0] == spent[1]


def test_messages_of_one_seminar_are_listed_and_its_failed_ones_sent_again(app, olive):
    with app.app_context():
        make_registration(make_seminar())
        make_registration(make_seminar(slug="other"), replace(ADA, email="other@example.org"))
        with write_unit():
            for message in db.session.query(Message):
                message.state, message.last_error = "failed", "SMTPDataError: no such mailbox"
            db.session.commit()
    page = olive.get(f"{KLICHEV}/messages").text
    assert "ada@example.org" in page
    assert "other@example.org" not in page
    assert '<th scope="col">Seminar</th>' not in page
    assert "ada@example.org" not in olive.get(f"{KLICHEV}/messages?state=sent").text
    answer = olive.post(f"{KLICHEV}/messages/repetition")
    assert (answer.status_code, answer.location) == (303, f"{KLICHEV}/messages")
    assert "1 message will be sent again in a moment." in olive.get(f"{KLICHEV}/messages").text
    with app.app_context():
        found = db.session.query(Message.to, Message.state).order_by(Message.to)
        assert [tuple(each) for each in found] == [("ada@example.org", "queued"), ("other@example.org", "failed")]
