"""The pages: server-rendered, readable without JavaScript, one folder per place of the rail.

Purpose: show people what the workspace knows, in German and English.
Reads: the workspace through `front`, never a store.
Writes: nothing but cookies of the reader's browser, and what somebody answers, keeps or changes, through the front.
Used by: server.
"""

from wegmarke.web.application import build_pages
from wegmarke.web.front import Front
from wegmarke.web.sessions import Sessions
from wegmarke.web.surveys.public import SurveyPages, is_survey

__all__ = ["Front", "Sessions", "SurveyPages", "build_pages", "is_survey"]
