"""The offline writer, one file an intent."""
