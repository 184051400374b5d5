"""What every page looks like: style, base pages, components and the way days are written. Knows no room."""
