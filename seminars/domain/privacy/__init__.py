"""Personal data: given out, taken back, removed when its time is over."""
