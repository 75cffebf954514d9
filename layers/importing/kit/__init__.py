"""The quality kit: everything about one import in an archive to take home, send on, or mend and hand in again."""
