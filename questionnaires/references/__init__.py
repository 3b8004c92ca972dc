"""What is known about barriers: their taxonomy, published studies, levels in words, what to do, the works behind it.

Data files of this package, read as strictly as a questionnaire. The trap: not everything here may reach a client.
`studies(client=True)` gives those that may, and `Study.cited` the words in which they may.
"""

from __future__ import annotations

from questionnaires.references.actions import Action, Actions, Profile, actions
from questionnaires.references.maturity import Cuts, cuts, maturity_grid
from questionnaires.references.sources import Source, sources
from questionnaires.references.studies import Study, studies
from questionnaires.references.taxonomy import Barrier, Taxonomy, taxonomy

__all__ = [
    "Action",
    "Actions",
    "Barrier",
    "Cuts",
    "Profile",
    "Source",
    "Study",
    "Taxonomy",
    "actions",
    "cuts",
    "maturity_grid",
    "sources",
    "studies",
    "taxonomy",
]
