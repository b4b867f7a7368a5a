"""The working screens: Hoy, Tablero, Ciclo, palette."""
