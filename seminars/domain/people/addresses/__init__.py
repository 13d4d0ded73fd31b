"""E-mail addresses as people type them: read kindly, and doubted where another one was probably meant."""
