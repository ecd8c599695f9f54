"""The composition root: may import everything, and nothing imports it."""
