"""The protocol of the card: signed formats that phone, practice and services exchange. Pure; no clock, no socket."""
