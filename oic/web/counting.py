"""Counts in sentences are written as numbers are by themselves: 1 193 enquiries, 1,193 in English.

``%(num)d`` knows no thousands; here it is filled in before ngettext gets to it, in Python and in
templates alike, so that no sentence has to think of it.
"""

from functools import cached_property
from typing import Any

from flask_babel import Babel, Domain

from oic.core.wording import number_text

_COUNT = "%(num)d"


class _Translations:
    """A catalogue whose plural sentences come with their count."""

    def __init__(self, catalogue: Any) -> None:  # noqa: ANN401 - babel's, without types
        self._catalogue = catalogue

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as above
        return getattr(self._catalogue, name)

    def ungettext(self, singular: str, plural: str, num: float) -> str:
        sentence: str = self._catalogue.ungettext(singular, plural, num)
        return sentence.replace(_COUNT, number_text(num)) if _COUNT in sentence else sentence


class _Domain(Domain):
    def get_translations(self) -> _Translations:
        return _Translations(super().get_translations())


class CountingBabel(Babel):
    """Flask-Babel with the numbers in plural sentences written by the language's rules."""

    @cached_property
    def domain_instance(self) -> Domain:
        """The catalogue that gettext and ngettext ask."""
        return _Domain(domain=self.domain)
