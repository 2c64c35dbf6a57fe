"""Surveys on pages: the public one that a signed link opens, and the ones that make surveys and show their answers.

Purpose: ask one question without a login, a cookie or a script, and let somebody prepare it.
Reads: surveys, links and answers, through the front.
Writes: surveys, links, answers, through the front.
Used by: web.application, server.
"""
