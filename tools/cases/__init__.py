"""Cases written in files: published worked examples, and a person's own."""
