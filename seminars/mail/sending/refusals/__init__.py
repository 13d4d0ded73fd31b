"""What it means when a mail is refused, and what is done about it: for the one mail, or for all."""
