"""A registration from the sign-up to its end."""
