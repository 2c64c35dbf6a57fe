"""The primitives as expressions over tables, for any SQL engine.

Purpose: answer the questions to paths where there is no index, and be the oracle of its passes.
Reads: the tables in `Touches`.
Writes: nothing.
Used by: primitives, analytics.
"""
