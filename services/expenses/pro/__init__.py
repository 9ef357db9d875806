"""The practice's side over HTTP: presentations, rights, estimates, bills."""
