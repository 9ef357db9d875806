"""Vectors of the card's protocol, good and bad, for whoever writes another side: made from fixed keys, judged here."""
