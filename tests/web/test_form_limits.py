"""What a request carries beyond its form: its headers, its address and what stands behind the question mark."""

from time import process_time

import pytest
from factories import PASSWORD, make_organiser, make_seminar
from flask import request
from visitors import hidden_fields, post

from seminars import serving
from seminars.web import form_limits

KILOBYTE = 1024


@pytest.mark.parametrize("name", ["ACCEPT_LANGUAGE", "ACCEPT", "COOKIE", "IF_NONE_MATCH", "REFERER", "X_ANYTHING"])
def test_headers_beyond_16_kilobytes_are_refused_with_a_page_before_they_are_read(app, name):
    client, header = app.test_client(use_cookies=False), f"HTTP_{name}"
    began = process_time()
    answer = client.get("/pl/registrations/find", environ_overrides={header: "en;q=0.5," * 30_000})
    assert process_time() - began < 0.3
    assert answer.status_code == 431
    assert "<h1>" in answer.text
    assert client.get("/pl/registrations/find", environ_overrides={header: "x" * 15 * KILOBYTE}).status_code == 200


def test_many_headers_count_together(client):
    many = {f"X-{number}": "x" * KILOBYTE for number in range(17)}
    assert client.get("/en/", headers=many).status_code == 431
    assert client.get("/en/", headers=dict([*many.items()][:15])).status_code == 200


def test_a_query_beyond_8_kilobytes_is_refused_with_a_page(client):
    assert client.get("/en/?" + "a=b&" * 2048).status_code == 200
    answer = client.get("/en/?" + "a=b&" * 2049, headers={"Accept-Language": "en"})
    assert (answer.status_code, "This address is too long" in answer.text) == (414, True)
    assert len(answer.text) < 4 * KILOBYTE


def test_a_path_that_no_page_has_is_not_found_before_it_is_read(client):
    for path in ("x" * 2_001, "a" + "%CC%81" * 31, "organiser/seminars/" + "x" * 90_000 + "/edit"):
        answer = client.get(f"/{path}")
        assert (answer.status_code, "xxx" in answer.text) == (404, False)
    assert '<html lang="pl">' in client.get("/pl/" + "x" * 90_000).text


@pytest.mark.parametrize("page", ["/en/", "/en/past", "/en/calendar", "/en/privacy", "/en/registrations/find",
                                  "/en/seminars/klichev", "/en/seminars/klichev/registrations/new", "/en/nowhere",
                                  "/organiser/sign-in", "/organiser/seminars"])  # fmt: skip
def test_no_page_repeats_arguments_that_it_does_not_know(app, client, page):
    with app.app_context():
        make_seminar()
    plain = client.get(page)
    arguments = {"junk": "junk" * 200, "next": "junk" * 500, "<junk>": "1", "done": "junk" * 30, "token": "junk"}
    answer = client.get(page, query_string=arguments)
    assert answer.status_code == plain.status_code
    assert "junk" not in answer.text + answer.headers.get("Location", "")


@pytest.mark.parametrize("page", ["/en", "/organiser", "/en//past"])
def test_a_redirect_to_how_an_address_is_written_says_it_once(client, page):
    answer = client.get(page + "?" + "&" * form_limits.MOST_QUERY)
    assert (answer.status_code, answer.text, "&&&" in answer.location) == (308, "", True)


def test_language_links_keep_what_the_page_asks_with(app, client):
    with app.app_context():
        make_seminar()
    page = client.get("/en/?x=1&region=mogilev&town=klichev").text
    assert 'href="/pl/?region=mogilev&amp;town=klichev" lang="pl"' in page


def test_of_an_argument_no_more_than_a_thousand_characters_and_thirty_accents_are_read(app):
    with app.test_request_context("/?a=" + "x" * 1_001 + "&b=" + "%CC%81" * 40 + "&" + "c" * 101 + "=1"):
        assert {name: len(value) for name, value in request.args.items()} == {"a": 1_000, "b": 30}


def test_fields_with_endless_names_are_left_out(app):
    sent = {"a" * 100: "1", "b" * 101: "2", "c" + "\u0301" * 31: "3"}
    with app.test_request_context("/", method="POST", data=sent):
        assert [*request.form] == ["a" * 100]


def test_a_part_without_a_name_is_no_field(client):
    part = b"--part\r\nContent-Disposition: form-data\r\n\r\nx\r\n--part--\r\n"
    answer = client.post("/en/registrations/find", data=part, content_type="multipart/form-data; boundary=part")
    assert answer.status_code == 422


def test_whoever_wants_a_page_behind_an_endless_address_signs_in_and_finds_the_list(app, client):
    with app.app_context():
        make_organiser()
    short, long = (client.get("/organiser/messages?state=" + "x" * length).location for length in (9, 900))
    assert short == "/organiser/sign-in?next=/organiser/messages?state%3Dxxxxxxxxx"
    assert long == "/organiser/sign-in"


def test_signed_in_organisers_may_send_two_megabytes_and_nobody_else(app, client):
    new, large = "/organiser/seminars/new", {"x": "x" * 1_900 * KILOBYTE}
    with app.app_context():
        make_organiser()
    assert client.post(new, data=large).status_code == 413
    post(client, "/organiser/sign-in", email="olive@example.org", password=PASSWORD)
    csrf = {"csrf_token": hidden_fields(client.get(new).text)["csrf_token"]}
    assert client.post(new, data=large | csrf).status_code == 422
    assert client.post(new, data=large | csrf | {"y": "y" * 200 * KILOBYTE}).status_code == 413
    assert client.post("/en/registrations/find", data=large | csrf).status_code == 413


def test_the_server_itself_reads_no_endless_head(app):
    listener = next(iter(serving._listeners(serving.listen(app, host="127.0.0.1", port=0))))
    assert listener.adj.max_request_header_size == form_limits.MOST_HEADERS + form_limits.MOST_QUERY == 24 * KILOBYTE
    listener.close()
