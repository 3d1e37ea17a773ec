"""A committee to look at: invented people, all marked as demo, and a year of sessions played through the services."""
