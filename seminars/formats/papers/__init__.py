"""A seminar on paper and as a picture: bytes from values, set by typst from the templates in data/papers/."""
