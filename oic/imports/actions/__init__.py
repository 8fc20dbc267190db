"""Bringing a table in, and taking it back."""
