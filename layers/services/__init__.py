"""Services: observations of what is offered and used online, and what is asked of them."""
