"""After a young person has left: contacts, how it goes, how it ends, and what a unit learns of it."""
