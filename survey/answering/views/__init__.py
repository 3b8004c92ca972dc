"""The views of answering, in the order in which somebody meets them: arriving, answering, sending.

GET changes nothing, for mail scanners open links; POST answers with a redirect, or with the form again. Every view
hangs on the one blueprint of `pages`, which `survey.app` registers.
"""

from survey.answering.views import answering, arriving, sending
from survey.answering.views.pages import PREVIEW, bp

__all__ = ["PREVIEW", "answering", "arriving", "bp", "sending"]
