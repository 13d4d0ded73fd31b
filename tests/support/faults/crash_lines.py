"""The lines at which the kill tests let a process die, by who passes them."""

WEB = (
    "before-lock",
    "after-lock",
    "before-insert",
    "after-insert",
    "before-outbox",
    "after-outbox",
    "before-commit",
    "after-commit",
    "before-answer",
    "before-cancel",
    "after-cancel",
    "before-offer",
    "after-offer",
    "after-acceptance",
)
WORKER = (
    "after-claim",
    "before-data",
    "after-data",
    "before-mark",
    "after-mark",
    "before-commit",
    "after-commit",
)
# In a job that one worker of several runs, once in a period.
JOB = ("after-turn", "before-turn-ends", "before-lapse", "after-lapse")
# While people are told of a change, some in each unit.
TELLING = ("before-portion", "after-portion", "before-telling-ends")
MIGRATION = ("between-migrations", "before-commit", "after-commit")
