"""Tags of the administration."""
