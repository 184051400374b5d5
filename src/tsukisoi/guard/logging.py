"""Keeps individual numbers and PINs out of the log, should one come near it in spite of everything."""

import logging

from tsukisoi.guard.refusal import redact

_FORMATTER = logging.Formatter()


class Redact(logging.Filter):
    """Masks the finished message and the traceback; never drops a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact in place and let the record through."""
        message = record.getMessage()
        redacted = redact(message)
        if redacted != message:
            record.msg, record.args = redacted, ()
        if record.exc_info:
            record.exc_text = redact(record.exc_text or _FORMATTER.formatException(record.exc_info))
        return True
