"""What citizens see: pages, the question form, the page of a question, the satisfaction page.

Registered twice, in Bulgarian at / and in English at /en/: link with ``url_for(".ask")``.
"""

from oic.public.views import ask, case, pages, satisfaction
from oic.public.views.blueprint import blueprint

__all__ = ["ask", "blueprint", "case", "pages", "satisfaction"]
