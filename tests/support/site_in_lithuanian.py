"""Run as a program where Lithuanian is one of the languages: prints as JSON what a site says in it.

The first argument is a folder for the database.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from factories import make_registration, make_seminar
from installations import BASE_URL, migrate, settings
from sqlalchemy import select

import seminars
from seminars import clock, create_app
from seminars.domain.lists import exports
from seminars.extensions import db
from seminars.formats.tables import write_csv
from seminars.i18n import Texts
from seminars.mail.render import render
from seminars.models import Message

START = datetime(2099, 3, 11, 7, 0, tzinfo=UTC)


def main() -> None:
    app = create_app(settings(Path(sys.argv[1])))
    migrate(app)
    pages = ("/lt/", "/lt/seminars/klichev", "/lt/seminars/klichev.ics", "/lt/calendar/town/klichev.ics", "/pl/")
    with app.app_context():
        titles = Texts(lt="Maži miesteliai", en="Small towns")
        registration = make_registration(make_seminar(title=titles, starts_at=START), language="lt")
        mail = render(db.session.scalars(select(Message)).one())
        table = exports.attendees(registration.seminar, language="lt", exported_by="olive", now=clock.now())
        said = {"csv": b"".join(write_csv(table)), "invitation": mail.calendar, "subject": mail.subject.encode()}
        said |= {"text": mail.text.encode(), "html": mail.html.encode()}
    with app.test_client() as client:
        said |= {page: client.get(page, base_url=BASE_URL).data for page in pages}
    said = {name: each.decode("utf-8-sig") for name, each in said.items()}
    print(json.dumps(said | {"package": str(Path(seminars.__file__).parent)}))


if __name__ == "__main__":
    main()
