"""The release that is rolled out beside r1 while an evolution runs."""
