"""The parts of a report, each asked of the room that knows it."""
