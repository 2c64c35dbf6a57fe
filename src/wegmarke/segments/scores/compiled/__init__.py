"""The compiled pass that follows scores through time; the only place of scores that imports the compiler.

Purpose: walk the events of many units day by day, which neither a statement nor whole arrays can say.
Reads: arrays that `scores.crossings` hands in.
Writes: arrays that `scores.crossings` hands in.
Used by: segments.scores.crossings, which imports it when it is first needed: the compiler takes a second to load.
"""

__all__: list[str] = []
