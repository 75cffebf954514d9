"""A button that copies a link: of this very map, or of a kept one."""
