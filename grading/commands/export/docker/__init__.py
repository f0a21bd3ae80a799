"""An image that grades one submission."""
