"""What people type as an age, a day, a date or a time of day, read as a value, or why it is none."""
