"""A room that nobody needs: it proves that a new one touches only itself, the list of installed apps and the layers."""
