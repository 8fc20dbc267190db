"""The manager's pages: the workload, the report, what it is counted from, and its ways out."""

from oic.reports.views import report, visits, workload
from oic.reports.views.blueprint import blueprint

__all__ = ["blueprint", "report", "visits", "workload"]
