"""Everything one can do with a person's record."""
