"""What the platform refuses, in the family of `questionnaires.errors`.

SightlineError
├── ResponsesError      a file of answers or head counts cannot be taken
├── ReportError         a report cannot be made or written
├── CommandError        a command cannot do what it was told
├── ConfigError         a setting is missing or cannot be used
├── CollectionError     a campaign cannot be launched, credited, closed or frozen
├── LetterError         a mail's text cannot be used
├── MailError           a mail was not sent
│   ├── AddressRefused      this address is refused for good
│   ├── TryLater            this mail is to be sent again later; it may have arrived
│   └── PostUnavailable     no mail can be sent just now, whoever it is for
├── FormError           a form cannot be taken
│   ├── ExpiredForm         it is too old: shown again, filled, it can be sent once more
│   ├── ForeignForm         another page sent it
│   ├── NothingToSend       its draft was deleted in another window
│   └── Unfinished          a question that must be answered is not
├── TooManyTries        somebody tries too often: wait
└── StoreError          a live store cannot be opened, read or trusted
    ├── KeyringError        a campaign's key is missing, damaged or open to others
    ├── StoreUnavailable    busy, full or read-only just now: try again, nothing was stored
    ├── CampaignClosed      the ballot box takes no more drafts and answers
    └── AlreadySent         a draft cannot be saved: its answers were sent
"""

from __future__ import annotations

from questionnaires.errors import SightlineError


class ResponsesError(SightlineError):
    """A file of answers or head counts cannot be taken."""


class ReportError(SightlineError):
    """A report cannot be made or written."""


class CommandError(SightlineError):
    """A command cannot do what it was told."""


class ConfigError(SightlineError):
    """A setting is missing or cannot be used."""


class CollectionError(SightlineError):
    """A campaign cannot be launched, credited, closed or frozen."""


class LetterError(SightlineError):
    """A mail's text cannot be used."""


class MailError(SightlineError):
    """A mail was not sent. The words name no address, no link and nothing that a mail server has said."""


class AddressRefused(MailError):  # noqa: N818  says what happened, as pages do
    """This address is refused for good; `code` is the mail server's, such as "550 5.1.1"."""

    def __init__(self, wrong: str, *, where: str, mend: str, code: str = "") -> None:
        super().__init__(wrong, where=where, mend=mend)
        self.code = code


class TryLater(MailError):  # noqa: N818  says what happened, as pages do
    """This mail is to be sent again later; it may have arrived. `code` is the mail server's, or "in doubt"."""

    def __init__(self, wrong: str, *, where: str, mend: str, code: str = "") -> None:
        super().__init__(wrong, where=where, mend=mend)
        self.code = code


class PostUnavailable(MailError):  # noqa: N818  says what happened, as pages do
    """No mail can be sent just now, whoever it is for: the mail server is away, or refuses us."""


class FormError(SightlineError):
    """A form cannot be taken."""


class ExpiredForm(FormError):  # noqa: N818  says what happened, as pages do
    """A form is too old: shown again, filled, it can be sent once more."""


class ForeignForm(FormError):  # noqa: N818  says what happened, as pages do
    """Another page sent a form."""


class NothingToSend(FormError):  # noqa: N818  says what happened, as pages do
    """There is no draft to send: it was deleted in another window."""


class Unfinished(FormError):  # noqa: N818  says what happened, as pages do
    """A draft cannot be sent yet: a question that must be answered is not."""


class TooManyTries(SightlineError):  # noqa: N818  says what happened, as pages do
    """Somebody tries too often; after `wait_seconds` the next try is taken."""

    def __init__(self, wrong: str, *, where: str, mend: str, wait_seconds: int = 60) -> None:
        super().__init__(wrong, where=where, mend=mend)
        self.wait_seconds = wait_seconds


class StoreError(SightlineError):
    """A live store cannot be opened, read or trusted."""


class KeyringError(StoreError):
    """A campaign's key is missing, damaged or open to others."""


class StoreUnavailable(StoreError):  # noqa: N818  says what happened, as pages do
    """A store is busy, full or read-only just now: nothing was stored, trying again may help."""


class CampaignClosed(StoreError):  # noqa: N818  says what happened, as pages do
    """The ballot box takes no more drafts and answers."""


class AlreadySent(StoreError):  # noqa: N818  says what happened, as pages do
    """A draft cannot be saved: its answers were sent."""
