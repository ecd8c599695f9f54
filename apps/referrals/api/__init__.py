"""Routes of needs and referrals."""
