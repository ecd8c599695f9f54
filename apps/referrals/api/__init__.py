"""Routes of needs and referrals, one file for each noun."""
