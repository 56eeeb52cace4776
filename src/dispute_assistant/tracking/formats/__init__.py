"""One reader for each form in which people have a tracking history."""
