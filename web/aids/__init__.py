"""For whoever works by keys or hears the page read: the focus is kept, and names of Streamlit's own are translated."""
