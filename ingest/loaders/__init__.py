"""One loader a format; each registers its endings in `LOADERS`."""
