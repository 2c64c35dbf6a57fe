"""What a question to paths says, without any table: periods, cuts, courses, endings, calendars.

Purpose: the values that a question is made of, so that passes and expressions are asked in the same words.
Reads: nothing.
Writes: nothing.
Used by: every other part of paths, analytics.
"""
