"""Gzip, so that a page is light on the wire even without a proxy in front; equal content has equal bytes."""

import gzip

from flask import Flask, Response, request

WORTHWHILE = 1000  # bytes; smaller answers fit one packet anyway
COMPRESSIBLE = ("text/html", "text/css", "text/calendar")


def init_app(app: Flask) -> None:
    app.after_request(_compress_page)


def _compress_page(response: Response) -> Response:
    """Pages that no cache keeps; what has an ETag was compressed before the ETag was compared."""
    is_whole = not response.is_streamed and not response.direct_passthrough
    if is_whole and response.mimetype in COMPRESSIBLE and not response.headers.get("ETag"):
        return compressed(response)
    return response


def compressed(response: Response) -> Response:
    """The response gzipped if the client takes that, with Vary either way."""
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] <= 0 or len(response.get_data()) < WORTHWHILE:
        return response
    response.set_data(gzip.compress(response.get_data(), compresslevel=6, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    etag, is_weak = response.get_etag()
    if etag and not is_weak:
        response.set_etag(f"{etag}-gzip")
    return response
