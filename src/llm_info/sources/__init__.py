"""The world → Draft: parsing is pure and apart from fetching."""
