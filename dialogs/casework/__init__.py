"""The work that comes after the form: assessments, plans and training."""
