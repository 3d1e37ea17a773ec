"""The regulation as executable cases: scenario files played through the services that the web pages call."""
