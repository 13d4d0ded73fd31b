"""The sample series comes to life: invented people sign up for it (parties.py), and then it goes as seminars go
(events.py). Their addresses end in .invalid, so that no mail server ever hears of them."""
