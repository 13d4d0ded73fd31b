"""Gzip for answers that are fetched often; deterministic, so that equal content has equal bytes."""

import gzip

from flask import Response, request

WORTHWHILE = 1000  # bytes; smaller answers fit one packet anyway


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
