"""Demonstration data: a believable year of an invented centre.

Nobody in it exists: people, firms and addresses are made up, and mail addresses end in .example.
"""
