"""Forms of the mail pages. Flask-WTF puts a token into each and refuses one that another page has sent."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.simple import Field
from wtforms.validators import Length

from survey.errors import CollectionError
from survey.letters.texts import KINDS, LetterText, Say

MOST = 100_000
"""Characters that are looked at; what is longer than a text may be is refused with its own length."""


class TextForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A subject and a text; what is wrong with them is for `letters.texts` to say."""

    subject = StringField(validators=[Length(max=MOST)])
    body = TextAreaField(validators=[Length(max=MOST)])

    def written(self) -> LetterText:
        return LetterText(_raw(self.subject), _raw(self.body))


class SendForm(FlaskForm):  # type: ignore[misc]  # the same
    """Which mail, and when: as soon as it can be, or at a moment of the office's time zone."""

    kind = HiddenField()
    when = RadioField(choices=["now", "at"], validate_choice=False)
    at = StringField(validators=[Length(max=40)])

    def is_kind(self) -> bool:
        return self.kind.data in KINDS

    def moment(self, zone: ZoneInfo, say: Say) -> datetime | None:
        """Return the moment that was chosen, or None for as soon as it can be.

        Raises
        ------
        CollectionError
            When what was typed is no moment.
        """
        if self.when.data != "at":
            return None
        try:
            return datetime.fromisoformat(self.at.data or "").replace(tzinfo=zone).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise CollectionError(
                say("This is no date with a time."),
                where="",
                mend=say("Write it as 2027-01-25T08:00, or choose to send at once."),
            ) from error


class PressedForm(FlaskForm):  # type: ignore[misc]  # the same
    """A button alone."""


def _raw(field: Field) -> str:
    return str(field.data or "")
