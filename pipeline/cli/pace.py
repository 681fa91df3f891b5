"""pace: the fast lane alone."""
