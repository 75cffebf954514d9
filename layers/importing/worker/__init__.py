"""The one process that opens what strangers hand in: fenced, limited, killed when it takes too long."""
