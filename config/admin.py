"""Where Django's admin looks for pages; they are in config/ops."""

from config.ops import pages

__all__ = ["pages"]
