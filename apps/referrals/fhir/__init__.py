"""Referrals as FHIR R4 for partners' systems. Pure: rows and packets in, resources out, and back."""
