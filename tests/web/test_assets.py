"""Stylesheets and scripts over HTTP: kept for a year under an address that changes with them."""

import gzip
import re
from pathlib import Path

import pytest

from seminars.web import assets

STATIC = Path(__file__).parents[2] / "static"


def test_every_script_and_every_component_is_delivered():
    assert {path.stem for path in (STATIC / "js").glob("*.js")} == set(assets.SCRIPTS)
    assert {path.stem for path in (STATIC / "css").glob("*.css")} == {
        name for files in assets.BUNDLES.values() for name in files
    }


def test_lines_under_and_through_words_are_written_as_every_safari_reads_them():
    """Before 26.2 it took no more than the kind of line in the shorthand, and dropped the line with the rest."""
    written = {
        f"{path.name}: {value}"
        for path in (STATIC / "css").glob("*.css")
        for value in re.findall(r"text-decoration\s*:\s*([^;}]+)", path.read_text())
    }
    assert {each for each in written if not re.fullmatch(r"[\w-]+\.css: (none|underline|line-through)", each)} == set()


@pytest.mark.parametrize("script", assets.SCRIPTS)
def test_a_script_is_itself_and_kept_for_a_year(app, client, script):
    with app.test_request_context():
        address = assets.script_url(script)
    answer = client.get(address)
    assert (answer.status_code, answer.content_type) == (200, "text/javascript; charset=utf-8")
    assert answer.data == (STATIC / "js" / f"{script}.js").read_bytes()
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == answer.data
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_an_address_changes_with_its_content(app):
    with app.test_request_context():
        before = assets.script_url("copy"), assets.stylesheet_url("public")
        assert (assets.script_url("copy"), assets.stylesheet_url("public")) == before
        app.extensions["scripts"]["copy"] += b"\n"
        app.extensions["stylesheets"]["public"] += b"\n"
        after = assets.script_url("copy"), assets.stylesheet_url("public")
    assert [old.partition("?v=")[0] for old in before] == ["/static/copy.js", "/static/public.css"]
    assert all(old != new for old, new in zip(before, after, strict=True))


def test_a_script_that_is_not_there_does_not_exist(client):
    assert client.get("/static/paste.js").status_code == 404
