"""Writes pictures of our own as `<svg>` elements."""

from __future__ import annotations

from markupsafe import Markup

from wegmarke.web.explore.analysis import Picture
from wegmarke.web.reader import Reader
from wegmarke.web.site import environment


def drawn(picture: Picture, reader: Reader) -> Markup:
    """Write the `<svg>` element of a picture."""
    t = reader.t
    template = environment().get_template(picture.template)
    return Markup(
        template.render(gettext=t.gettext, pgettext=t.pgettext, ngettext=t.ngettext, f=reader.formats, **picture.values)
    )
