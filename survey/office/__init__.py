"""The office: where staff sign in and watch their campaigns. It opens no ballot box, admission or campaign key."""
