"""Rejected rows and events: see them, correct them, offer them again, erase them.

Purpose: nothing that was not accepted is lost, and somebody can do something about it.
Reads: the rejected rows, through the front.
Writes: corrections, replays and erasures, through the front.
Used by: web.application.
"""
