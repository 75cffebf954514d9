"""The life of layers: what each one is, the store, the import, the indicators, the command line."""
