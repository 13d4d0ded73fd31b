"""What the templates of a mail get to know, each kind of it in a module of its own."""
