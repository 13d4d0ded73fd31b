"""Calendar feeds a second, beside the same bytes from memory in the same run: `.venv/bin/python bench/feeds.py`.

Both go through the whole of Flask in one thread of this process, without a network: compare the ratios, which hold from
machine to machine, and not the figures, which do not.
"""

import sys
import tempfile
from http import HTTPStatus
from pathlib import Path
from time import perf_counter

from flask import Flask, Response, request
from sqlalchemy import insert

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from factories import make_seminar, make_series
from installations import BASE_URL, migrate, settings

from seminars import create_app
from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.models import Seminar

SECONDS = 2.0
FEED = "/be/calendar/all.ics"


def main() -> None:
    print(f"{'events':>6}  {'bytes':>7}  {'answer':>6}  {'feed /s':>9}  {'memory /s':>9}  {'ratio':>6}")
    for number in (60, 1000):
        app = _site(number)
        body = app.test_client().get(FEED, base_url=BASE_URL)
        assert body.data.count(b"BEGIN:VEVENT") == number
        memory = _from_memory(body.data)
        for status, headers in ((200, {}), (304, {"If-None-Match": body.headers["ETag"]})):
            feed = _rate(app, headers, status)
            limit = _rate(memory, headers if status == 200 else {"If-None-Match": _etag(memory)}, status)
            size = len(body.data) if status == HTTPStatus.OK else 0
            print(f"{number:>6}  {size:>7,}  {status:>6}  {feed:>9,.0f}  {limit:>9,.0f}  {feed / limit:>6.1%}")


def _site(number: int) -> Flask:
    app = create_app(settings(Path(tempfile.mkdtemp(prefix="bench"))))
    migrate(app)
    with app.app_context():
        series = make_series().id
        first = make_seminar(slug="seminar-0", series_id=series)
        same = {column.key: getattr(first, column.key) for column in Seminar.__table__.columns if column.key != "id"}
        with write_unit():
            more = ({"slug": f"seminar-{each}", "uid": f"{each}@seminars.example.org"} for each in range(1, number))
            db.session.execute(insert(Seminar), [same | unlike for unlike in more])
            db.session.commit()
    return app


def _from_memory(body: bytes) -> Flask:
    """A bare Flask view that answers with bytes it has: what no feed can be faster than here."""
    app = Flask("memory")

    @app.get(FEED)
    def feed() -> Response:
        response = Response(body, content_type="text/calendar; charset=utf-8")
        response.add_etag()
        return response.make_conditional(request)

    return app


def _etag(app: Flask) -> str:
    return app.test_client().get(FEED, base_url=BASE_URL).headers["ETag"]


def _rate(app: Flask, headers: dict[str, str], status: int) -> float:
    client = app.test_client()
    answered, start = 0, perf_counter()
    while perf_counter() - start < SECONDS:
        assert client.get(FEED, base_url=BASE_URL, headers=headers).status_code == status
        answered += 1
    return answered / (perf_counter() - start)


if __name__ == "__main__":
    main()
