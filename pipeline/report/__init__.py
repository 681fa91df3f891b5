"""A call after the call: its figures, and the page that a coach and an agent read together."""
