"""What students get: the course without its solutions."""
