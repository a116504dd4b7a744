"""What is wrong with this installation, in plain lines. Looks, and changes nothing but one row onto itself."""
