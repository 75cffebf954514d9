"""Find by what somebody types: areas of today and before, features, layers, coordinates."""
