"""What the desk's pages draw, in numbers: the templates make SVG of it."""
