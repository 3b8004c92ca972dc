"""The program's own texts: short, with who asks, why, how long, until when, the promise, the link and whom to ask.

HR edits copies of them. In a language that is not here, HR writes the text. French is typed with its no-break spaces.
"""

from __future__ import annotations

from collections.abc import Mapping

from survey.letters.texts import Kind, LetterText

DEFAULTS: Mapping[Kind, Mapping[str, LetterText]] = {
    "invitation": {
        "en": LetterText(
            "{organisation} asks you: {title}",
            """Hello {name},

{organisation} would like to know what helps you, and what stands in your way, when ways of working change. Your \
answers decide what is dealt with first.

It takes about {minutes}. You can stop at any time and go on later with the same link, until {closes}:

{link}

The link is yours alone. Please do not pass this mail on.

What we promise you: {promise}

Taking part is your free choice, and every question may be left out.

Questions? Write to {contact}.""",
        ),
        "fr": LetterText(
            "{organisation} vous donne la parole : {title}",
            """Bonjour {name},

{organisation} souhaite savoir ce qui vous aide, et ce qui vous freine, quand les façons de travailler changent. Vos \
réponses décideront de ce qui sera traité en premier.

Comptez environ {minutes}. Vous pouvez vous arrêter à tout moment et reprendre plus tard avec le même lien, \
jusqu'au {closes} :

{link}

Ce lien est personnel : merci de ne pas transférer ce message.

Ce que nous vous promettons : {promise}

Participer est votre libre choix, et aucune question n'est obligatoire.

Une question ? Écrivez à {contact}.""",
        ),
    },
    "reminder": {
        "en": LetterText(
            "Until {closes}: {title}",
            """Hello {name},

There is still time to answer “{title}”: {organisation} would like to hear you too. Every voice changes the picture, \
above all in small teams.

It takes about {minutes}, until {closes}. This is the same personal link as before; if you have begun, it \
takes you back to where you stopped:

{link}

If you have answered in the last few hours, please ignore this mail: the program counts answers late and together, \
so that nobody can follow who answers when.

What we promise you: {promise}

Questions? Write to {contact}.""",
        ),
        "fr": LetterText(
            "Jusqu'au {closes} : {title}",
            """Bonjour {name},

Il est encore temps de répondre à « {title} » : {organisation} souhaite vous entendre aussi. Chaque voix compte, \
surtout dans les petites équipes.

Comptez environ {minutes}, jusqu'au {closes}. Votre lien personnel est le même qu'avant ; si vous avez \
commencé, il vous ramène là où vous vous êtes arrêté(e) :

{link}

Si vous avez répondu ces dernières heures, ne tenez pas compte de ce message : le programme compte les réponses plus \
tard et toutes ensemble, pour que personne ne puisse suivre qui répond à quel moment.

Ce que nous vous promettons : {promise}

Une question ? Écrivez à {contact}.""",
        ),
    },
    "thanks": {
        "en": LetterText(
            "Thank you: {title}",
            """Hello {name},

“{title}” is closed. Thank you for the time that you and your colleagues have given to it.

This mail goes to everybody who was invited: who took part is known to nobody, and every record of it has been \
destroyed.

{organisation} will now look at the results, which exist for groups only, and tell you what follows from them.

Questions? Write to {contact}.""",
        ),
        "fr": LetterText(
            "Merci : {title}",
            """Bonjour {name},

« {title} » est terminé. Merci pour le temps que vous et vos collègues y avez consacré.

Ce message est adressé à toutes les personnes invitées : nul ne sait qui a participé, et toute trace en a été \
détruite.

{organisation} va maintenant examiner les résultats, qui n'existent que pour des groupes, et vous dira quelles \
suites leur seront données.

Une question ? Écrivez à {contact}.""",
        ),
    },
    "results": {
        "en": LetterText(
            "The results of {title}",
            """Hello {name},

The results of “{title}” are there. They exist for groups only; nobody can tell what anyone answered.

{organisation} will present them to you, with what will be done about them.

This mail goes to everybody who was invited. Questions? Write to {contact}.""",
        ),
        "fr": LetterText(
            "Les résultats : {title}",
            """Bonjour {name},

Les résultats de « {title} » sont disponibles. Ils n'existent que pour des groupes ; nul ne peut savoir ce que \
quelqu'un a répondu.

{organisation} vous les présentera, avec les mesures qui en découlent.

Ce message est adressé à toutes les personnes invitées. Une question ? Écrivez à {contact}.""",
        ),
    },
}
"""By kind and language."""

BUTTON: Mapping[str, str] = {"en": "Open the survey", "fr": "Ouvrir le questionnaire"}
"""What the link is called in HTML; without a word for it, it is called by its address."""
