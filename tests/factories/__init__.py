"""Factories: plain functions, one module for each folder of oic/, each with its own transaction."""
