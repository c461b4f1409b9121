"""The application that the table of the benchmark belongs to."""
