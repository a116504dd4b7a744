"""The case audit: one case looked at by a manager who is no part of it, against what the joint inspection found."""
