"""The Import view: a wizard over the desk of imports, from the file to the published layer."""
