"""Surveys: documents with one question, signed links to their page, and who does not want to be asked.

Purpose: keep surveys and links, make and read tokens, and turn an answer into an event.
Reads: identifiers; the tables `survey`, `survey_link` and `survey_refusal`.
Writes: these tables (state database).
Used by: workspace.
"""

from wegmarke.surveys import tables
from wegmarke.surveys.answering import SOURCE, answer_event, comment_event
from wegmarke.surveys.book import find, get, keep, remove
from wegmarke.surveys.links import (
    MOST_ANSWERS,
    Link,
    answered,
    erase_persons,
    kept_link,
    links_of,
    make_links,
    refuse,
    refused_among,
)
from wegmarke.surveys.tokens import Token, read_token, write_token

__all__ = [
    "MOST_ANSWERS",
    "SOURCE",
    "Link",
    "Token",
    "answer_event",
    "answered",
    "comment_event",
    "erase_persons",
    "find",
    "get",
    "keep",
    "kept_link",
    "links_of",
    "make_links",
    "read_token",
    "refuse",
    "refused_among",
    "remove",
    "tables",
    "write_token",
]
