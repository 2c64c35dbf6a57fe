"""Compiled passes over the columns of a path index; the only place that imports the compiler.

Purpose: walk touches in path order at memory speed; each pass takes plain arrays and a range of units.
Reads: arrays that `paths.index` hands in.
Writes: arrays that `paths.index` hands in.
Used by: paths.index, which imports these modules when they are first needed: the compiler takes a second to load.

All passes are compiled without the interpreter's lock, so that threads run them side by side, each over units of its
own. Every array has one fixed type and is never written by two threads, therefore nothing is compiled twice.
"""

__all__: list[str] = []
