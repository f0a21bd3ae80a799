"""`picograd export`: ready-made folders for the systems that instructors use."""
