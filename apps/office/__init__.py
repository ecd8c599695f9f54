"""The administrator's desk: what needs somebody, what runs, what was changed, and the weekly review. No tables."""
