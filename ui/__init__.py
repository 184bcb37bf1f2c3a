"""The page, one file a tab."""
