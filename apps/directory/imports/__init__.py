"""Other directories: HSDS 3 as JSON and as tables, and CSV in the shape of Ohana and iCarol."""
