"""What Waymark is run and released with. No part of it is installed."""
