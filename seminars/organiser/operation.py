"""What organisers are told of how the site is operated, each thing once."""

from seminars.domain.checks.watch import Finding, Wrong
from seminars.web import watching

# The notice about a mail server that refuses all says these with more words; whom to call today it does not say.
_SAID_WITH_THE_VERDICT = {Wrong.MAIL_REFUSED, Wrong.LATE_MAIL_NOW, Wrong.LATE_MAIL_BULK}


def findings() -> list[Finding]:
    """What is wrong and not said by a notice of its own."""
    found = watching.wrong_now()
    said = _SAID_WITH_THE_VERDICT if any(each.wrong == Wrong.MAIL_REFUSED for each in found) else ()
    return [each for each in found if each.wrong not in said]
