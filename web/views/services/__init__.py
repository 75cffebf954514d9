"""Services: figures with their place, date and denominator."""
