"""Tables of figures of administrative units: which unit of which boundary version each row means."""
