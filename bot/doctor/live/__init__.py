"""What only shows when it is tried: Microsoft, the mail server, the clock, the database's word, what goes unused."""
