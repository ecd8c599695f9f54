"""Routes of the visit, one file for each noun."""
