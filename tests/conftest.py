"""What holds for all tests."""

import signal

from hypothesis import settings

# The first call of a kernel compiles it, so the time of one example says nothing.
settings.register_profile("fronde", deadline=None)
settings.load_profile("fronde")

# A shell that starts tests in the background lets them ignore Ctrl-C; tests that press it would
# wait for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)
