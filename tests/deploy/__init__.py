"""What Waymark is run and released with."""
