"""What was handed in, read safely: a folder or an archive, and text from a stranger."""
