"""Change a field under live releases, without downtime and without fear."""

__version__ = "0.1.0"
