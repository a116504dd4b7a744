"""How the work as a whole is looked at: auditing a case, drawing a sample, and the self-audit."""
