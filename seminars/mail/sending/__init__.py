"""How mails leave: claimed under a lease, rendered, sent outside any transaction, marked."""
