"""Why we could not do our job.

    NormaliserError
    +-- InputError      a path, stream or line that cannot be read
    +-- OutputError     a file or stream that cannot be written
    +-- CorpusError     a reference text that is missing, altered or unreadable, or an index that cannot be built
    +-- OptionError     an option nobody knows, or a value out of range
    +-- EditError       edits that do not fit the text they are applied to

Garbled text is not an error; it is what we are for.
Every message says what was wrong, where, and what to try.
"""


class NormaliserError(Exception):
    """The root of every error this package raises on purpose."""


class InputError(NormaliserError):
    """Something we were asked to read cannot be read."""


class OutputError(NormaliserError):
    """Something we were asked to write cannot be written."""


class CorpusError(NormaliserError):
    """A reference text is missing, altered or unreadable."""


class OptionError(NormaliserError):
    """An option is unknown or its value out of range."""


class EditError(NormaliserError):
    """An edit does not fit the text it is applied to."""
