"""Looking up a code without JavaScript: the option lists as plain pages with a search box.

The client turns such cells into pickers; whoever has no script opens this page beside the table.
"""

from __future__ import annotations

from itertools import islice

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from ..forms.options import Options, from_list
from .access import signed_in
from .services import services

blueprint = Blueprint("lookup", __name__)

MOST_HITS = 200
LONGEST_QUESTION = 50


@blueprint.get("/forms/<path:form_id>/lists/<path:name>")
@signed_in
def show_list(form_id: str, name: str) -> ResponseReturnValue:
    """Codes and names that contain what is asked for; the first of the list when nothing is asked.
    `?field=` leaves only what that field may hold."""
    form = services().forms.current(form_id)
    content = form.lists.get(name)
    if content is None:
        abort(404)
    asked = request.args.get("q", "").strip()[:LONGEST_QUESTION]
    field = form.fields.get(request.args.get("field", ""))
    fits = field and field.options and field.options.source == name
    options = field.options if field and field.options and fits else Options(from_list(content))
    found = (
        (option.code, option.name, "".join(options.trail(option.code)[:-1]))
        for option in options.choosable()
        if asked in option.code or asked in option.name
    )
    hits = list(islice(found, MOST_HITS + 1))
    return render_template(
        "lookup.html",
        title=content.get("title", name),
        field=field.path if field else "",
        asked=asked,
        hits=hits[:MOST_HITS],
        more=len(hits) > MOST_HITS,
    )
