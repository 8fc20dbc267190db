"""Every question asked for the manager's pages and the report."""
