"""Views: widgets, state and calls. What a view shows, the rooms below compute."""
