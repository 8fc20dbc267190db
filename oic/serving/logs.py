"""Logging: plain lines with time and level on standard error, without personal data."""

import logging
import logging.config
import re

# What opens a page without an account stands in its address: it must not stand in a log.
_TOKEN = re.compile(r"(?<=/)[\w-]{16,}(?=[/\s?\"']|$)")


class _WithoutTokens(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if "/" in message:
            record.msg, record.args = _TOKEN.sub("…", message), ()
        return True


def configuration() -> dict[str, object]:
    """The configuration as logging.config.dictConfig takes it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {
                "format": "%(asctime)s %(levelname)-7s %(message)s",
                "datefmt": "%Y-%m-%d %H:%M:%S",
            }
        },
        "filters": {"without_tokens": {"()": _WithoutTokens}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "plain",
                "filters": ["without_tokens"],
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "oic": {"level": "INFO"},
            "_granian": {"level": "ERROR"},
            "granian.access": {"level": "WARNING"},
            "huey": {"level": "WARNING"},
        },
    }


def configure() -> None:
    """Set logging up for this process."""
    logging.config.dictConfig(configuration())
