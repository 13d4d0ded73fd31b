"""What happens by itself: mails leave, offers lapse, data goes."""
