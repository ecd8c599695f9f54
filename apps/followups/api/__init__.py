"""Routes of cases and of the sheet that a shift hands over."""
