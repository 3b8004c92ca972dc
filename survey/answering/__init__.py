"""What an employee meets: welcome, pages, review, Send, thanks.

It knows a published campaign, the admission list, the ballot box and the answer key; never the register, a person, an
address or a time. The trap: nothing here may be logged, and no GET may change anything, for mail scanners open links.
"""
