"""Finding passages: words, vectors, filters and their fusion."""
