"""What is said to somebody in each situation, and what they can do: one row each, read by page, receipt and mails."""

from seminars.formats.registration_states.active import ACTIVE
from seminars.formats.registration_states.ended import ENDED
from seminars.models.registrations.situation import Situation

STATES = {situation: {**ACTIVE, **ENDED}[situation] for situation in Situation}
