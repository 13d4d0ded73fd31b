"""Numbers drawn as pieces of a page."""
