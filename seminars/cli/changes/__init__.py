"""move, extend, postpone and cancel on the terminal."""
