"""The uploader: files chosen in the page go to the upload route, part by part, and come back as jobs."""
