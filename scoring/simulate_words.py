"""What made-up people write, and the goals of their organisation, in both languages.

Each topic stands for a dimension: who lacks it writes about it. So whoever reads comments can be held to what was
meant. The trap: themes are found by words that come back, as they do when many people write of one thing.
"""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.model import Goal, Text

NOTHING: Mapping[str, str] = {"en": "none", "fr": "aucun"}
"""What people write who have nothing to say."""

SENTENCES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        "impact": (
            "Show us a result: what changed for customers, in figures, each quarter.",
            "I never see results. Publish figures, good or bad, for each quarter.",
            "Figures on customers and delays would show whether results change at all.",
            "Nobody publishes results, so nobody knows what changed for customers.",
            "One page of figures each quarter, with the results for customers.",
        ),
        "fit": (
            "An example from my own job, shown by a colleague of the same trade.",
            "The training was general; an example from my job would have helped.",
            "Ask people of my trade before choosing, then train with examples of our job.",
            "Training by trade, with a colleague and real examples of the job.",
            "My job is never in the examples. Let a colleague of my trade do the training.",
        ),
        "goals": (
            "Say which goal comes first when two goals clash; the strategy is silent.",
            "Priorities clash. The strategy should say which goal waits.",
            "Too many goals at once: choose a priority and tell us what waits.",
            "I do not know which goal of the strategy this serves. Set a priority.",
            "One clear priority instead of ten goals that clash.",
        ),
        "tools": (
            "Fewer tools, linked with the order software, and one search for all documents.",
            "Search finds nothing: documents lie in four tools that are not linked.",
            "Access is slow and every document must be copied between two tools.",
            "Link the software; today I copy each document from one tool to another.",
            "One login and one search, not five tools with the same documents.",
        ),
        "org": (
            "Time in the week for it: two hours, agreed and written into the plan.",
            "There is no time. Free some hours in the week and cut a meeting.",
            "Meetings eat the week; without free hours nobody has time to share.",
            "Give us hours for it in the plan, and cancel a weekly meeting.",
            "Approvals take a week. Fewer meetings, and time in the plan.",
        ),
        "lead": (
            "Directors should use it themselves and answer questions in the open.",
            "My manager prefers mail; directors never answer in the open.",
            "If directors and managers answered questions there, others would follow.",
            "Managers must lead by example: ask, answer, thank.",
            "Directors spoke at the launch and never came back to answer.",
        ),
        "will": (
            "Helping others is not thanked; recognition goes to my own numbers only.",
            "Recognition in the yearly review for those who help and share knowledge.",
            "Sharing knowledge brings nothing in my review. Some thanks would help.",
            "The yearly review counts my own numbers, never the knowledge I share.",
            "Say thanks and count it in the review when people share knowledge.",
        ),
    },
    "fr": {
        "impact": (
            "Montrez un résultat : ce qui a changé pour les clients, en chiffres, chaque trimestre.",
            "Je ne vois jamais de résultats. Publiez des chiffres, bons ou mauvais, chaque trimestre.",
            "Des chiffres sur les clients et les délais montreraient si les résultats changent.",
            "Personne ne publie de résultats, on ignore ce qui a changé pour les clients.",
            "Une page de chiffres par trimestre, avec les résultats pour les clients.",
        ),
        "fit": (
            "Un exemple tiré de mon métier, montré par un collègue du même métier.",
            "La formation était générale ; un exemple de mon métier aurait aidé.",
            "Interroger les gens du métier avant de choisir, puis former avec nos exemples.",
            "Une formation par métier, avec un collègue et de vrais exemples.",
            "Mon métier manque dans les exemples. Qu'un collègue du métier assure la formation.",
        ),
        "goals": (
            "Dire quel objectif passe avant quand deux objectifs se heurtent ; la stratégie se tait.",
            "Les priorités se heurtent. La stratégie devrait dire quel objectif attend.",
            "Trop d'objectifs à la fois : choisir une priorité et dire ce qui attend.",
            "J'ignore quel objectif de la stratégie cela sert. Fixez une priorité.",
            "Une priorité claire plutôt que dix objectifs qui se heurtent.",
        ),
        "tools": (
            "Moins d'outils, reliés au logiciel de commande, et une recherche pour tous les documents.",
            "La recherche ne trouve rien : les documents dorment dans quatre outils non reliés.",
            "L'accès est lent et chaque document est recopié d'un outil à l'autre.",
            "Relier les logiciels ; je recopie chaque document d'un outil à l'autre.",
            "Un accès et une recherche, pas cinq outils avec les mêmes documents.",
        ),
        "org": (
            "Du temps dans la semaine : deux heures, convenues et inscrites au planning.",
            "Le temps manque. Libérez des heures dans la semaine et supprimez une réunion.",
            "Les réunions mangent la semaine ; sans heures libres, aucun temps pour partager.",
            "Donnez des heures au planning et annulez une réunion par semaine.",
            "Une semaine pour une validation. Moins de réunions, et du temps au planning.",
        ),
        "lead": (
            "Que les dirigeants s'en servent et répondent aux questions devant tous.",
            "Ma responsable préfère le courriel ; les dirigeants ne répondent jamais devant tous.",
            "Si dirigeants et responsables répondaient aux questions, les autres suivraient.",
            "Les responsables doivent montrer l'exemple : questionner, répondre, remercier.",
            "Les dirigeants ont parlé au lancement, puis n'ont plus répondu.",
        ),
        "will": (
            "Aider les autres n'apporte aucun merci ; la reconnaissance va à mes seuls chiffres.",
            "De la reconnaissance à l'entretien annuel pour qui partage son savoir.",
            "Partager son savoir ne compte pas à l'entretien. Un merci aiderait.",
            "L'entretien annuel compte mes chiffres, jamais le savoir que je partage.",
            "Dire merci et compter à l'entretien le savoir partagé.",
        ),
    },
}
"""By language and dimension."""

GOALS = (
    Goal("faster", Text({"en": "Answer customers faster", "fr": "Répondre plus vite aux clients"}), 30),
    Goal("quality", Text({"en": "Make fewer errors", "fr": "Faire moins d'erreurs"}), 25),
    Goal("cross", Text({"en": "Sell across divisions", "fr": "Vendre entre divisions"}), 20),
    Goal("knowhow", Text({"en": "Keep our know-how", "fr": "Garder nos savoir-faire"}), 15),
    Goal("newcomers", Text({"en": "Train newcomers sooner", "fr": "Former plus tôt les arrivants"}), 10),
)
"""Goals of the made-up organisation with the weight its leaders give them; the earlier, the better seen."""
