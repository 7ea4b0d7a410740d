"""What happens to every request and answer, whichever spider asked."""
