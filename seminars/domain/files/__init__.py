"""Pictures and papers that are kept beside the database."""
