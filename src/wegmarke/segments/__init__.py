"""Segments and scores: who satisfies a rule, and how strongly somebody is engaged or fits.

Purpose: values that are derived for persons, accounts and buying groups from what they did and what is known of them.
Reads: touches, fields of subjects through the sources that are handed in.
Writes: versions of score documents, and which thresholds were said to be crossed.
Used by: workspace.
"""

from wegmarke.segments import scores

__all__ = ["scores"]
