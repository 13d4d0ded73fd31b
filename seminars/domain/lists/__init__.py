"""What organisers look through and take away."""
