"""What local rules say of masts, and where masts do not keep to them."""
