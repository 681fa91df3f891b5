"""What the works council is asked to agree to: the settings of now in plain Dutch, and whether they still hold."""
