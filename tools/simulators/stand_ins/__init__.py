"""Stand-ins for houses that are not ours: Pro Santé Connect, the directory, France Identité, the video provider.

Their interfaces for this use are not public; paths and claims here are ours, and each module documents its own. One
HTTP process on loopback: /psc, /directory, /france-identite, /video.
"""
