"""Targeted prevention: the groups there are, referrals to them, and who came (PB-targeted)."""
