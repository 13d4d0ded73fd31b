"""What is said to somebody in each situation, and what they can do: one row each, read by page, receipt and mails."""

from seminars.formats.registration_states.active import ACTIVE
from seminars.formats.registration_states.ended import ENDED
from seminars.formats.registration_states.over import OVER
from seminars.formats.registration_states.put_off import PUT_OFF
from seminars.models.registrations.situation import Situation

STATES = {situation: {**ACTIVE, **PUT_OFF, **ENDED, **OVER}[situation] for situation in Situation}
