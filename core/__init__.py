"""Values, settings, errors, numbers, places and periods that every other folder shares."""
