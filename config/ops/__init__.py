"""What an administrator sees: accounts, devices, lockouts, the record's metadata, and what waits in vain."""
