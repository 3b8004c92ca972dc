"""Mails to the people of a campaign: their texts, what may stand in them, and the message that is made of one."""
