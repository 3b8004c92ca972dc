"""Posters and QR codes: the doors of a campaign on paper, for who has no mail of ours."""
