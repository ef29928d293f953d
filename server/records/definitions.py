"""Which forms there are, and which one a submission pinned.

A form is compiled once and kept by its fingerprint. The bundle of a form that has submissions is kept
in the store, so a submission reads and prints the same after its definition file has changed.
"""

from __future__ import annotations

import contextlib
import logging
import threading

from .. import language
from ..forms import DefinitionError, Form, Library, compile_form, in_language
from ..storage.interface import Missing, Put, Store

log = logging.getLogger(__name__)


class Forms:
    """The published forms (from folders) and the pinned ones (from the store), compiled and cached.

    Each comes in the language spoken now; what is pinned is the definition as it was published.
    """

    def __init__(self, library: Library, store: Store) -> None:
        self.library, self.store = library, store
        self._by_hash: dict[str, Form] = {}
        self._by_file: dict[str, tuple[float, Form | DefinitionError]] = {}
        self._translations: dict[tuple[str, str], Form] = {}
        self._lock = threading.Lock()

    def published(self) -> list[Form]:
        """All forms that compile, newest edition first; a broken file never hides the others."""
        forms = []
        for form_id in self.library.ids():
            with contextlib.suppress(DefinitionError, Missing):
                forms.append(self.current(form_id))
        return sorted(forms, key=lambda form: (-form.edition, form.id))

    def current(self, form_id: str) -> Form:
        """The form as its file says now. Raises Missing when unknown, DefinitionError when faulty."""
        path = self.library.by_id(form_id)
        if path is None:
            raise Missing("form", form_id)
        with self._lock:
            changed = path.stat().st_mtime
            known, outcome = self._by_file.get(form_id, (None, None))
            if outcome is None or known != changed:
                outcome = self._compile(form_id)
                self._by_file[form_id] = (changed, outcome)
        if isinstance(outcome, DefinitionError):
            raise DefinitionError(outcome.findings)
        return self._spoken(outcome)

    def _compile(self, form_id: str) -> Form | DefinitionError:
        """A faulty file is remembered too: it is read again when it changes, not with every request."""
        try:
            form = compile_form(self.library.read(form_id))
        except DefinitionError as error:
            log.warning("form %s is not offered: %s", form_id, error)
            return error
        self._by_hash[form.hash] = form
        return form

    def pin(self, form: Form) -> Put | None:
        """The operation that keeps a form's bundle for good; None when it is kept already."""
        if self.store.get("definition", form.hash):
            return None
        header = {"form": form.id, "edition": form.edition, "title": form.source_title}
        return Put("definition", form.hash, header, body=dict(form.definition), what="pin")

    def pinned(self, fingerprint: str) -> Form:
        """The form with this fingerprint. Raises Missing when no submission ever pinned it."""
        form = self._by_hash.get(fingerprint)
        if form is None:
            bundle = self.store.body("definition", fingerprint)
            form = compile_form(bundle)
            if form.hash != fingerprint:
                raise Missing("definition", fingerprint)
            self._by_hash[fingerprint] = form
        return self._spoken(form)

    def _spoken(self, form: Form) -> Form:
        """The form in the language of whoever asks."""
        spoken = language.current()
        if spoken == language.SOURCE:
            return form
        known = self._translations.get((form.hash, spoken))
        if known is None:
            known = self._translations[form.hash, spoken] = in_language(form)
        return known
