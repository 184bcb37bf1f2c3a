"""From files to documents, sections, passages, figures and indexes."""
