"""Reception hours at the desk."""

from oic.receptions.views.blueprint import blueprint

__all__ = ["blueprint"]
