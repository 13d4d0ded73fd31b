"""Until a seminar is published nobody learns of it, and nobody reads the names of its series and its speakers."""

import pytest
from factories import make_seminar, make_series, texts
from flask import Flask

from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.models import Seminar, SeminarStatus, Session, Speaker

OF_DRAFTS = (
    *("?series=secret", "past?series=secret", "calendar?series=secret", "calendar/series/secret.ics"),
    *("calendar?speaker=maria-nowak", "calendar/speaker/maria-nowak.ics"),
)
OF_PUBLIC_ONES = tuple(each.replace("secret", "clusters").replace("maria-nowak", "bogna-lipa") for each in OF_DRAFTS)


def talk(speakers: list[Speaker]) -> list[Session]:
    return [Session(position=0, title=texts("Talk"), speakers=speakers)]


@pytest.fixture(autouse=True)
def programme(app: Flask) -> None:
    """Bogna speaks at a public seminar and at a draft of a secret series, Maria at that draft alone."""
    with app.app_context():
        make_seminar(sessions=talk([Speaker(slug="bogna-lipa", name="Bogna Lipa")]))
        secret = make_series(slug="secret", name=texts("Secret")).id
        sessions = talk([db.session.query(Speaker).one(), Speaker(slug="maria-nowak", name="Maria Nowak")])
        make_seminar(slug="draft", status=SeminarStatus.DRAFT, series_id=secret, sessions=sessions)


@pytest.mark.parametrize("address", OF_DRAFTS)
def test_a_series_and_a_speaker_of_drafts_alone_do_not_exist_and_are_not_named(app, client, address):
    answer = client.get(f"/en/{address}")
    unknown = client.get(f"/en/{address.replace('secret', 'nothing').replace('maria-nowak', 'nobody')}")
    assert (answer.status_code, unknown.status_code) == (404, 404)
    assert "Secret" not in answer.text
    assert "Nowak" not in answer.text


@pytest.mark.parametrize("address", OF_PUBLIC_ONES)
def test_those_of_a_public_seminar_are_there(client, address):
    answer = client.get(f"/en/{address}")
    assert answer.status_code == 200
    assert "Nowak" not in answer.text


@pytest.mark.parametrize("address", OF_DRAFTS)
def test_with_its_publication_they_are_known_and_stay_so_when_it_is_cancelled(app, client, address):
    for status in (SeminarStatus.PUBLISHED, SeminarStatus.CANCELLED):
        with app.app_context(), write_unit():
            db.session.query(Seminar).filter_by(slug="draft").one().status = status
            db.session.commit()
        assert client.get(f"/en/{address}").status_code == 200
