"""The map: one folium page in a sandboxed frame, told by messages what to show."""
