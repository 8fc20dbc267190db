"""What citizens see: pages, the question form, the page of a question, booking, satisfaction.

Registered twice, in Bulgarian at / and in English at /en/: link with ``url_for(".ask")``.
"""

from oic.public.views import ask, book, case, feeds, pages, satisfaction, visit, waiting
from oic.public.views.blueprint import blueprint

__all__ = ["ask", "blueprint", "book", "case", "feeds", "pages", "satisfaction", "visit", "waiting"]
