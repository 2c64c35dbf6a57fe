"""The place *Explore*: which ways persons and accounts really take.

Purpose: show observed paths as a picture and as a table, with the definition of every number.
Reads: analytics and the titles of the reference map, through the front.
Writes: nothing.
Used by: web.application.
"""
