"""An office's own question file: read, asked, judged, reported in Chinese."""
