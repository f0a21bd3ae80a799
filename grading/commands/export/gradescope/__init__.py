"""An autograder for Gradescope: its two scripts, its guide, and the folder of them all."""
