"""One revision a file, named after its number; a revision that was given out is never changed."""
