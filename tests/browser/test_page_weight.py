"""How many bytes a reader on a poor connection must wait for."""

import gzip
import re

import pytest
from acts import write
from addresses import addresses
from flask import Flask
from flask.testing import FlaskClient
from full_rows import make_full_rows

from seminars import clock
from seminars.domain.jobs import beats
from seminars.i18n import LANGUAGES

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

SIGN_UP_PAGE, ANY_PAGE = 14 * 1024, 40 * 1024


def packed(client: FlaskClient, path: str) -> int:
    with client.get(path, follow_redirects=True) as answer:
        assert answer.status_code == 200, path
        return len(gzip.compress(answer.data, compresslevel=6, mtime=0))


def with_stylesheet(client: FlaskClient, path: str) -> int:
    (stylesheet,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', client.get(path).text)
    return packed(client, path) + packed(client, stylesheet)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sign_up_page_with_its_stylesheet_fits_the_first_packets(app: Flask, language):
    with app.app_context():
        make_full_rows()
    path = f"/{language}/seminars/klichev/registrations/new"
    weight = with_stylesheet(app.test_client(), path)
    assert weight <= SIGN_UP_PAGE, f"{path} weighs {weight} bytes with its stylesheet, {SIGN_UP_PAGE} are allowed"


def test_no_page_is_heavy(app: Flask):
    with app.app_context():
        make_full_rows()
        write(lambda: beats.begin("first", now=clock.now()))  # or /watchz would miss a worker
    client = app.test_client()
    weights = {path: packed(client, path) for path in addresses(app, languages=LANGUAGES, organisers=False)}
    heavy = {path: weight for path, weight in weights.items() if weight > ANY_PAGE}
    assert heavy == {}, f"more than {ANY_PAGE} bytes: {heavy}"
