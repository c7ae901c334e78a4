"""How dates and numbers are written on pages, by language. Named in settings; read by Django."""
