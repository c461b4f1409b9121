"""The release that runs when an evolution starts."""
