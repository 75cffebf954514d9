"""The map as one file that opens from a disk, without a network and without Hatang."""
