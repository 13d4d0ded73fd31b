"""What the page of a seminar says beside the organisers' own texts: tables, put in words as they are read."""
