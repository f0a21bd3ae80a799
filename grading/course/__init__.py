"""The course: its manifest, the names of its parts, its exercises as shipped, and its data."""
