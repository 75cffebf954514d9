"""Which unit is meant by the codes and names that people write, and by which boundary version."""
