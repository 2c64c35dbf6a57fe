"""Rules on persons and accounts over the path index: what somebody did, answered by compiled passes.

Purpose: answer the questions of compiled rules over two snapshots, of the paths of persons and of accounts.
Reads: snapshots of `paths.index`; what they do not hold (properties, roles, texts of codes) through `rules`.
Writes: nothing.
Used by: segments, workspace.
"""

from wegmarke.paths.behaviour.earning_events import EarningEvents
from wegmarke.paths.behaviour.earnings import Earning
from wegmarke.paths.behaviour.rehearsal import rehearse
from wegmarke.paths.behaviour.source import PathBehaviours

__all__ = ["Earning", "EarningEvents", "PathBehaviours", "rehearse"]
