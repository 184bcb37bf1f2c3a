"""The arithmetic of a text: identities that its figures state or imply are proposed, recomputed, judged and said."""
