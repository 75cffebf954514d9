"""The Services view: what is offered and used online, area by area, each figure with its place and date."""
