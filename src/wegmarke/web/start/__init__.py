"""The place *Home*: what the workspace holds, where it came from, and what could not be taken in.

Purpose: answer at a glance whether the data are there, complete and recognised, and what to do next.
Reads: the overview and the rejected rows, through the front.
Writes: nothing.
Used by: web.application.
"""
