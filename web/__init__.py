"""What a browser sees: views, the map, routes, assets, words."""
