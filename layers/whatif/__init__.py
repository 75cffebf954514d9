"""What if: reach after sites are added, moved or removed, by recomputing only what is touched."""
