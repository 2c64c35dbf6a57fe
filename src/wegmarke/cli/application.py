"""The command `wegmarke`: exit codes are 0 done, 1 refused or failed, 2 wrong usage."""

from __future__ import annotations

import sys

import typer

from wegmarke.cli import (
    account,
    analyse,
    buying_group,
    duplicate,
    identity,
    internal,
    map_conformance,
    opportunity,
    plan,
    rejected,
    score,
    segment,
    source,
    sql,
    stage,
    start,
    touchpoint,
)
from wegmarke.cli.output import complain
from wegmarke.domain import UsageError, WegmarkeError

application = typer.Typer(
    name="wegmarke",
    help="Map, measure and steer the B2B customer journey on your own machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
)
application.add_typer(source.application, name="source")
application.add_typer(map_conformance.application, name="map")
application.add_typer(touchpoint.application, name="touchpoint")
application.add_typer(analyse.application, name="analyse")
application.add_typer(account.application, name="account")
application.add_typer(duplicate.application, name="duplicate")
application.add_typer(opportunity.application, name="opportunity")
application.add_typer(buying_group.application, name="buying-group")
application.add_typer(plan.application, name="plan")
application.add_typer(rejected.application, name="rejected")
application.add_typer(segment.application, name="segment")
application.add_typer(stage.application, name="stage")
application.add_typer(score.application, name="score")
application.add_typer(identity.application, name="identity")
application.add_typer(internal.application, name="internal")
start.register(application)
sql.register(application)


def main() -> None:
    """Run the command line; every error of the product is one message on standard error."""
    try:
        application()
    except UsageError as error:
        complain(str(error))
        sys.exit(2)
    except WegmarkeError as error:
        complain(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        complain("Stopped. What was accepted so far is kept; start the same command again to go on.")
        sys.exit(1)
