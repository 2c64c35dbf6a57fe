"""Segments under *People*: who is in which one, since when and why, and the form that says who.

Purpose: list, show, write and compare segments, and keep static lists by hand.
Reads: segments and what was seen, through the front.
Writes: documents of segments and static lists, through the front.
Used by: web.application.
"""
