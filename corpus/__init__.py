"""What the product knows: documents, tables, standards, word lists, and the store that keeps them."""
