"""The pages that the owner serves."""

from __future__ import annotations

from wegmarke.domain import NotFound
from wegmarke.workspace.operation import Door, operation


class PagesDoor(Door):
    """Links to the pages of the process that serves the workspace."""

    @operation("pages")
    def new_link(self) -> str:
        """Return a link that opens the pages once.

        Raises:
            NotFound: when the owning process serves no pages.
        """
        if self.stores.new_link is None:
            raise NotFound(
                "The process that owns the workspace serves no pages. Wait until it has finished, then start "
                "`wegmarke serve` again."
            )
        return self.stores.new_link()
