"""How a layer looks when somebody styles it: classes, sizes, heat, clusters."""
