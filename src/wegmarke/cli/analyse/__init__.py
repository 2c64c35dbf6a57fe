"""`wegmarke analyse`: questions to the journeys of persons and accounts, one file per analysis.

Purpose: every analysis as a command, with the options all of them share.
Reads: the analyses of a workspace.
Writes: nothing, but the file named by `--output`.
Used by: cli.application.
"""

import typer

from wegmarke.cli.analyse import attribution, funnel, paths, phases, retention

__all__ = ["application"]

application = typer.Typer(help="Paths, funnels, phases, retention, attribution.", no_args_is_help=True)
application.command("paths")(paths.paths)
application.command("variants")(paths.variants)
application.command("lengths")(paths.lengths)
application.command("funnel")(funnel.funnel)
application.command("phases")(phases.phases)
application.command("retention")(retention.retention)
application.command("attribution")(attribution.attribution)
application.command("attribution-changes")(attribution.attribution_changes)
