"""What must be there under conditions: required answers, and attachments that prove what is claimed.

Counts when a table is handed in or assessed (填报计分而无佐证者计零分), and is marked on the page while it
is filled in. A hidden answer claims nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..language import gettext as _
from ..language import joined
from .compute import context, is_hidden, meeting
from .formulas import Context
from .kinds import is_blank
from .model import Cells, Claim, Form, row_ids

MOST_NAMED = 3
"""Claims named in one finding."""


def required_paths(form: Form, cells: Cells) -> frozenset[str]:
    """Fields whose `x-required` is true now, and slots that a claim can't do without."""
    return frozenset(meeting(form, form.required, cells, wanted=True)) | wanted(form, cells)


def made(form: Form, cells: Cells, claim: Claim) -> Iterator[tuple[str, str]]:
    """Where a claim is made now: the path of the answer, and the path of the slot that proves it."""
    now, slot = context(form, cells, ""), claim.slot.split("/")
    for now.at in form.expand(claim.path, cells):
        if _claimed(form, claim, now) and not is_hidden(form, now):
            parts = now.at.split("/")
            yield now.at, "/".join(parts[at] if part == "*" else part for at, part in enumerate(slot))


def wanted(form: Form, cells: Cells) -> frozenset[str]:
    """Slots without which the table can't be handed in."""
    needed = (claim for claim in form.claims if claim.binding)
    return frozenset(slot for claim in needed for _path, slot in made(form, cells, claim))


def unproved(form: Form, cells: Cells, claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    """Empty slots, each with the claims it would prove."""
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        for _path, slot in made(form, cells, claim):
            if is_blank(cells.get(slot)) and claim not in found.setdefault(slot, []):
                found[slot].append(claim)
    return {slot: standing for slot, standing in found.items() if standing}


def sentence_of(claims: list[Claim]) -> str:
    """What a person is told who left the slot empty."""
    own = next((claim.message for claim in claims if claim.message), "")
    labels = list(dict.fromkeys(claim.label for claim in claims))
    names = joined(_("“%(name)s”", name=label) for label in labels[:MOST_NAMED])
    if len(labels) > MOST_NAMED:
        names = _("%(names)s等", names=names)
    return own or _("填报了%(names)s，请上传佐证材料；没有佐证的不予认可，计分的计零分", names=names)


def _claimed(form: Form, claim: Claim, now: Context) -> bool:
    if claim.when:
        return claim.when.evaluate(now) is True
    field = form.fields.get(claim.path)
    if field is None:
        return bool(row_ids(now.cells, now.at))
    return field.kind.claims(now.cells.get(now.at), field)
