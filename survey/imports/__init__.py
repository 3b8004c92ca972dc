"""Files from elsewhere -> values of ours: tables as people and other programs save them."""
