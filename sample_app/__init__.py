"""A shop with two releases that run side by side, for the demo, the tests and the benchmarks."""
