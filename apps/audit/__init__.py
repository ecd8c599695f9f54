"""Append-only record of every change, sensitive read and refusal; sealed in a chain."""
