"""Siting: where new sites would reach most, or how few reach enough."""
