"""The spatial engine: frames in, frames out. It knows no layer by name, no store and no web page."""
