"""When something takes place, as people read it."""
