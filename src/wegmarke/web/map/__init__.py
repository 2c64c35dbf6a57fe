"""The place *Map*: the list of journey maps and the one-sheet map with its measured numbers.

Purpose: show what a journey looks like and what was measured at each of its places.
Reads: maps and their numbers, through the front.
Writes: nothing.
Used by: web.application.
"""
