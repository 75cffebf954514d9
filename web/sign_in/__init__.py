"""Who is at the door: signing in and out, and the gate before everything the app serves."""
