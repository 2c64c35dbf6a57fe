"""Rules on subjects: what a person or account has done, and what is known of it, written as data.

Purpose: say who counts (segments, triggers, branches, exits, goals), check, explain and judge such rules for sets.
Reads: through its sources, touches with their events, and fields of subjects.
Writes: nothing.
Used by: the front door of `wegmarke.rules`.
"""

__all__: list[str] = []
