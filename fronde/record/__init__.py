"""What a run leaves behind: tables, provenance, and how to make it again."""

from fronde.errors import FrondeError

try:
    import fcntl  # noqa: F401
    import resource  # noqa: F401
except ImportError:
    raise FrondeError("fronde runs on Linux and macOS; on Windows, run it in WSL.") from None
