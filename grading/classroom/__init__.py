"""Many submissions: taken in as a learning system hands them out, graded, kept, and marked."""
