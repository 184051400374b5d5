"""The press: plain data and a Typst template become a tagged PDF; it knows no paper by name."""
