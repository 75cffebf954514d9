"""Which features of a layer are meant: conditions on their fields and on where they lie."""
