"""Rules of touchpoints under *Settings*: which event is a contact where, and how much of what arrives is recognised.

Purpose: show the rules by priority with what they recognise, and change one after its plan was shown.
Reads: rules of touchpoints and their coverage, through the front.
Writes: rules of touchpoints, through the front.
Used by: web.application.
"""
