"""The office's forms. Flask-WTF puts a token into each and refuses one that another page has sent."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import Length

MOST = 500


class SignInForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """An address and a password; what is wrong with either is never told."""

    email = EmailField(validators=[Length(min=1, max=MOST)])
    password = PasswordField(validators=[Length(min=1, max=MOST)])


class PressedForm(FlaskForm):  # type: ignore[misc]  # the same
    """A button alone."""
