"""Past calls of another system, read from a CSV export by an editable mapping."""
