"""How long others may keep a page that is the same for everyone."""

from flask import Response, request

from seminars.web.compression import compressed


def cached(response: Response, *, seconds: int = 15) -> Response:
    """Let caches keep the answer for a moment and ask again by its ETag."""
    response.cache_control.public = True
    response.cache_control.max_age = seconds
    response.add_etag()
    return compressed(response).make_conditional(request)
