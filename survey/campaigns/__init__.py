"""HR's side of a campaign, from goals to close. It opens no ballot box, admission list or campaign key."""
