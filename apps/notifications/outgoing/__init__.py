"""Messages to people outside: fixed texts, sealed codes, the ways out, and the sweep that sends once."""
