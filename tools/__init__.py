"""Everything that runs, loads, checks or measures vitale-live and is never in an image."""
