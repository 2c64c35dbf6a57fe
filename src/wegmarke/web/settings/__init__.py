"""The place *Settings*: the tracking plan with its coverage, and how the workspace is.

Purpose: say what may arrive, see what does arrive, and whether everything is accounted for.
Reads: the tracking plan and the health, through the front.
Writes: versions of the tracking plan, through the front.
Used by: web.application.
"""
