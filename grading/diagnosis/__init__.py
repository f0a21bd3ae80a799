"""What a wrong answer says: which known mistake it matches, and where it first goes wrong."""
