"""How the work as a whole is looked at: auditing a case, drawing a sample, the self-audit, and the board report."""
