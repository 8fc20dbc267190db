"""Keeping the counts, closing a period, the monthly letter."""
