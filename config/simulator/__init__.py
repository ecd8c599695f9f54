"""A synthetic day, played through the public API by clients that behave as the app does (docs/simulator.md)."""
