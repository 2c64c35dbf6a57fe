"""`wegmarke analyse`: questions to the journeys of persons and accounts, one file per analysis.

Purpose: every analysis as a command, with the options all of them share.
Reads: the analyses of a workspace.
Writes: nothing, but the file named by `--output`.
Used by: cli.application.
"""

import typer

from wegmarke.cli.analyse import (
    attribution,
    checkout,
    churn,
    funnel,
    paths,
    phases,
    retention,
    satisfaction,
    storno,
    value,
)

__all__ = ["application"]

application = typer.Typer(
    help="Paths, funnels, phases, retention, attribution, satisfaction, customer value, churn, Storno, checkout.",
    no_args_is_help=True,
)
application.command("paths")(paths.paths)
application.command("variants")(paths.variants)
application.command("lengths")(paths.lengths)
application.command("funnel")(funnel.funnel)
application.command("phases")(phases.phases)
application.command("retention")(retention.retention)
application.command("attribution")(attribution.attribution)
application.command("attribution-changes")(attribution.attribution_changes)
application.command("satisfaction")(satisfaction.satisfaction)
application.command("value")(value.value)
application.command("cac")(value.cac)
application.command("churn")(churn.churn)
application.command("storno")(storno.storno)
application.command("checkout")(checkout.checkout)
