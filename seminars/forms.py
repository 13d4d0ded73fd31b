"""What every form of ours has in common."""

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict


class TypedForm(FlaskForm):
    """A form that takes only what was typed: Flask-WTF would take files and JSON too, and those need not be text."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: FlaskForm, formdata: object) -> MultiDict | None:
            """Nothing where the caller says so with None: such a form shows what is stored."""
            return request.form if request.method == "POST" and formdata is not None else None
