"""Signals of libraries that concern accounts. Our own effects never travel this way."""
