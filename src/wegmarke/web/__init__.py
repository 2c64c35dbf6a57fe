"""The pages: server-rendered, readable without JavaScript, one folder per place of the rail.

Purpose: show people what the workspace knows, in German and English.
Reads: the workspace through `front`, never a store.
Writes: nothing but cookies of the reader's browser.
Used by: server.
"""

from wegmarke.web.application import build_pages
from wegmarke.web.front import Front
from wegmarke.web.sessions import Sessions

__all__ = ["Front", "Sessions", "build_pages"]
