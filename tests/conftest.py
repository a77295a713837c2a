"""Settings for all tests."""

from hypothesis import settings

# How long something takes is measured where it matters; on a busy machine any example may take its time.
settings.register_profile("normaliser", deadline=None)
settings.load_profile("normaliser")
