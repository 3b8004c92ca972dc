"""The privacy notice: sentences made from how this campaign is actually set up, so that it can promise
nothing else.

The promise is the product's and is printed as it stands. The trap: what is true with personal links is not true with
an open link or at a kiosk, so each channel has its own sentences.
"""

from __future__ import annotations

from collections.abc import Iterator

from survey.speech import Speech
from survey.store.published import PublishedCampaign

UNIT = "unit"


def promise(campaign: PublishedCampaign, speech: Speech) -> tuple[str, ...]:
    """Return the promise, a sentence each."""
    say, threshold = speech.say, speech.number(campaign.threshold)
    closing = say(
        "When the survey has closed nobody, not even the administrator of the server with every file and "
        "backup of this program, can tell which answers are yours beyond a group of at least "
        "%(threshold)s invited people recorded alike.",
        threshold=threshold,
    )
    running = say(
        "While it runs, linking a sent answer would take someone with full control of the server, its "
        "keys and all its stores together; no HR role has any of them."
    )
    before = say(
        "Until you press Send, your draft can be opened by whoever has your personal link: you, anyone "
        "who reads your mail, the program that sends the mail."
    )
    after = say("After Send nothing can be read back, changed or withdrawn.")
    if campaign.channel == "personal":
        return (closing, running, before, after)
    return (_nobody_knows(campaign, speech), _draft_elsewhere(campaign, speech), after)


def facts(campaign: PublishedCampaign, speech: Speech) -> tuple[str, ...]:
    """Return what is stored, what is shown, who is reminded and when all of it ends."""
    return tuple(_facts(campaign, speech))


def _facts(campaign: PublishedCampaign, speech: Speech) -> Iterator[str]:
    say = speech.say
    yield _recorded(campaign, speech)
    if campaign.notice.left_out:
        yield say(
            "Not recorded with answers: %(attributes)s.",
            attributes=speech.listed(_names(speech, campaign.notice.left_out)),
        )
    yield say(
        "No name, address, time or device is stored with your answers. The pages keep no record of your "
        "visit."
    )
    yield say(
        "Results are shown for groups only: scores from %(threshold)s answers, single questions and "
        "comments from %(items)s.",
        threshold=speech.number(campaign.threshold),
        items=speech.number(max(10, campaign.threshold)),
    )
    yield say(
        "Comments are shown in shuffled order, apart from your other answers. Please write no names, and "
        "nothing that only you would know."
    )
    yield _reminders(campaign, speech)
    yield say(
        "When the survey closes, unsent drafts, all keys and every record of who took part are destroyed."
    )


def _recorded(campaign: PublishedCampaign, speech: Speech) -> str:
    say, recorded = speech.say, campaign.notice.recorded
    if campaign.segments == "asked":
        return say(
            "Your answers are stored with the unit of the link you used, if it has one, and with what you "
            "say of yourself; combinations that fewer than %(threshold)s people share are merged.",
            threshold=speech.number(campaign.threshold),
        )
    if not recorded:
        return say("Your answers are stored without any attribute of yours.")
    return say(
        "Your answers are stored with these attributes, made coarse so that at least %(threshold)s "
        "invited people have the same: %(attributes)s.",
        threshold=speech.number(campaign.threshold),
        attributes=speech.listed(_names(speech, tuple(recorded))),
    )


def _reminders(campaign: PublishedCampaign, speech: Speech) -> str:
    say = speech.say
    if campaign.channel != "personal":
        return say("Nobody is reminded, and nobody can tell who took part.")
    if campaign.notice.reminders == "not_answered":
        return say(
            "Reminders go to those who have not answered. Whoever runs the mail server could see who is "
            "reminded; nobody else can."
        )
    if campaign.notice.reminders == "everyone":
        return say("Reminders go to everybody, whether they have answered or not.")
    return say("There are no reminders.")


def _nobody_knows(campaign: PublishedCampaign, speech: Speech) -> str:
    if campaign.channel == "kiosk":
        return speech.say(
            "This device is shared: the program cannot know who uses it. Others in the room may see the "
            "screen."
        )
    return speech.say(
        "The link is the same for everybody: the program cannot know who you are, nor that you answer "
        "only once."
    )


def _draft_elsewhere(campaign: PublishedCampaign, speech: Speech) -> str:
    if campaign.channel == "kiosk":
        return speech.say(
            "Until you press Send, your draft is open on this device; after ten idle minutes it is gone."
        )
    return speech.say(
        "Until you press Send, your draft can be opened by whoever has your resume code, or uses this "
        "browser."
    )


def _names(speech: Speech, attributes: tuple[str, ...]) -> list[str]:
    labels = {segment.code: segment.label for segment in speech.questionnaire.segments}
    return [
        speech.say("your unit")
        if code == UNIT
        else speech.say("the answer to “%(question)s”", question=speech.wording(labels[code]))
        for code in attributes
        if code == UNIT or code in labels
    ]
