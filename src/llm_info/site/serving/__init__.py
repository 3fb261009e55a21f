"""The site on this machine while it is being written: served, watched, built again, reloaded."""
