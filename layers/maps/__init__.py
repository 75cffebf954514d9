"""The map of a visitor as a document: place, layers, looks, filters, selection. It can be kept and sent."""
