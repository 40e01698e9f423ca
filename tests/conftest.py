"""What holds for the whole suite."""

from hypothesis import settings

# The same examples in every run, and no clock: a slow machine is not a bug.
settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")
