"""What a request may carry, beyond Flask's own limits of its size."""

from io import BytesIO
from typing import IO, Any

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

MOST_FIELDS = 1000  # twice as many as our largest form has, that of a seminar with a full agenda
URLENCODED = "application/x-www-form-urlencoded"


class FewFields(FormDataParser):
    """Refuses a urlencoded body of endless fields before they are taken apart; MAX_FORM_PARTS covers the others."""

    def parse(self, stream: IO[bytes], mimetype: str, *args: Any, **options: Any) -> Any:
        if mimetype == URLENCODED:
            body = stream.read()
            if body.count(b"&") >= MOST_FIELDS:
                raise RequestEntityTooLarge
            stream = BytesIO(body)
        return super().parse(stream, mimetype, *args, **options)


class BoundedRequest(Request):
    form_data_parser_class = FewFields
