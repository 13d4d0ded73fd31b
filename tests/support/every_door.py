"""Each address to which forms are sent: what is typed there, and what should become of it."""

from dataclasses import dataclass, field

TYPED = 'Zażółć "gęślą" <jaźń>'


@dataclass(frozen=True)
class Door:
    """`kind` is a row of EXPECTED. What is `shown` stands on the page that gives back what was `sent`."""

    kind: str
    address: str
    sent: dict[str, str] = field(default_factory=lambda: {"note": TYPED})
    shown: str = "Zażółć &#34;gęślą&#34; &lt;jaźń&gt;"


OWN, SEMINAR = "/en/registrations/{manage}", "/organiser/seminars/klichev"
PERSON, MESSAGES = f"{SEMINAR}/registrations/{{code}}", "/organiser/messages"
ADDRESS = ({"email": "cela@example.org"}, 'value="cela@example.org"')
REASON = {"reason": TYPED}

DOORS = {
    "public.sign_up.create": Door("link", "/en/seminars/klichev/registrations", {"token": "{form}", "needs": TYPED}),
    "public.receipts.send_again": Door("receipt", "/en/registrations/received/{receipt}/message"),
    "public.receipts.correct": Door("receipt", "/en/registrations/received/{receipt}/address", *ADDRESS),
    "public.answers.update": Door("link", f"{OWN}/answers", {"needs": TYPED}),
    "public.erasures.create": Door("link", f"{OWN}/erasure"),
    "public.members.cancel": Door("link", f"{OWN}/members/1/cancellation"),
    "public.members.restore": Door("link", f"{OWN}/members/1/restoration"),
    "public.members.cancel_all": Door("link", f"{OWN}/party/cancellation"),
    "public.disavowals.create": Door("link", f"{OWN}/disavowal"),
    "public.new_addresses.create": Door("link", f"{OWN}/address", *ADDRESS),
    "public.new_addresses.confirm": Door("link", "/en/registrations/new-address/{proof}"),
    "public.offers.accept": Door("link", f"{OWN}/acceptance"),
    "public.offers.refuse": Door("link", f"{OWN}/refusal"),
    "public.registrations.send_links": Door("link", "/en/registrations/find", *ADDRESS),
    "public.cancellations.create": Door("link", f"{OWN}/cancellation"),
    "public.registrations.restore": Door("link", f"{OWN}/restoration"),
    "public.registrations.reconfirm": Door("link", f"{OWN}/reconfirmation"),
    "public.registrations.send_again": Door("link", f"{OWN}/message"),
    "public.registrations.change_language": Door(
        "link", f"{OWN}/language", {"language": "pl"}, '<option value="pl" lang="pl" selected>'
    ),
    "public.registrations.renew_calendar_link": Door("link", f"{OWN}/calendar-link"),
    "public.registrations.resume": Door("link", f"{OWN}/resumption"),
    "organiser.sign_in.create": Door(
        "sign-in", "/organiser/sign-in", ADDRESS[0] | {"password": "a secret"}, ADDRESS[1]
    ),
    "organiser.sign_in_links.create": Door(
        "link", "/organiser/sign-in/{sign_in}", {}, "This link signs in olive@example.org."
    ),
    "organiser.role_offers.create": Door("link", "/organiser/role-offers/{offer}", {}, "Take the role"),
    "organiser.team.create": Door("organiser", "/organiser/team/offers", {"email": TYPED}),
    "organiser.team_offers.send_again": Door("organiser", "/organiser/team/offers/1/repetition"),
    "organiser.team_offers.revoke": Door("organiser", "/organiser/team/offers/1/revocation"),
    "organiser.team_roles.update": Door(
        "organiser",
        "/organiser/team/roles/1",
        {"role": "viewer"},
        '<input type="radio" id="role-viewer" name="role" value="viewer" checked>',
    ),
    "organiser.team_roles.end": Door("organiser", "/organiser/team/roles/1/ending"),
    "organiser.team_accounts.create": Door("organiser", "/organiser/team/accounts/1/ending"),
    "organiser.lost_passwords.create": Door("sign-in", "/organiser/lost-password", *ADDRESS),
    "organiser.sign_ins.end": Door("organiser", "/organiser/account/sign-ins/1/end"),
    "organiser.sign_ins.end_others": Door("organiser", "/organiser/account/sign-ins/others/end"),
    "organiser.digests.end": Door("open", "/organiser/digest/{digest}"),
    "organiser.sign_out.create": Door("sign-out", "/organiser/sign-out"),
    "organiser.account.update": Door(
        "organiser", "/organiser/account", {"language": "pl"}, '<option value="pl" lang="pl" selected>'
    ),
    "organiser.account.set_password": Door(
        "organiser", "/organiser/account/password", {"password": "a secret", "again": "a secret"}, "Set the password"
    ),
    "organiser.seminars.create": Door("organiser", "/organiser/seminars/new", {"description-en": TYPED}),
    "organiser.seminars.update": Door("organiser", f"{SEMINAR}/edit", {"description-en": TYPED}),
    "organiser.cancellations.create": Door("organiser", f"{PERSON}/cancellation", REASON),
    "organiser.addresses.create": Door("organiser", f"{PERSON}/address", {"email": TYPED}),
    "organiser.unions.create": Door("organiser", f"{PERSON}/union/{{code}}"),
    "organiser.decisions.approve": Door("organiser", f"{PERSON}/approval"),
    "organiser.decisions.refuse": Door("organiser", f"{PERSON}/refusal", REASON),
    "organiser.decisions.offer": Door("organiser", f"{PERSON}/offer", {"ends": TYPED}),
    "organiser.changes.create": Door(
        "organiser",
        f"{SEMINAR}/changes",
        {"kind": "cancel", "reason-en": TYPED, "version": "1", "confirmed": "y"},
    ),
    "organiser.told_by_hand.update": Door("organiser", f"{SEMINAR}/changes/1/told-by-hand"),
    "organiser.messages.send_again": Door("organiser", f"{MESSAGES}/1/repetition"),
    "organiser.seminar_messages.send_failed_again": Door(
        "organiser", "/organiser/seminars/klichev/messages/repetition"
    ),
    "organiser.messages.send_failed_again": Door("organiser", f"{MESSAGES}/repetition"),
    "organiser.messages.try_now": Door("organiser", f"{MESSAGES}/tries"),
    "organiser.messages.release_all": Door("organiser", f"{MESSAGES}/release"),
    "organiser.messages.discard_all": Door("organiser", f"{MESSAGES}/disposal"),
    "organiser.messages.release": Door("organiser", f"{MESSAGES}/1/release"),
    "organiser.messages.discard": Door("organiser", f"{MESSAGES}/1/disposal"),
}

FROM_US = {"Origin": "https://seminars.example.org"}
# Situation: (headers, which token, whether the browser sends its cookies).
SITUATIONS = {
    "own, fresh": (FROM_US, "fresh", True),
    "own by metadata, fresh": ({"Sec-Fetch-Site": "same-origin"}, "fresh", True),
    "own, expired": (FROM_US, "expired", True),
    "own, no token": (FROM_US, "none", True),
    "own, another's token": (FROM_US, "another's", True),
    "own, no cookie": (FROM_US, "fresh", False),
    "foreign, fresh": ({"Origin": "https://evil.example"}, "fresh", True),
    "foreign, no token": ({"Origin": "https://evil.example"}, "none", True),
    "foreign by metadata, fresh": ({"Sec-Fetch-Site": "cross-site"}, "fresh", True),
    "foreign frame, fresh": ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, "fresh", True),
    "sister site, fresh": ({"Sec-Fetch-Site": "same-site"}, "fresh", True),
    "contradiction, fresh": ({**FROM_US, "Sec-Fetch-Site": "cross-site"}, "fresh", True),
    "other contradiction, fresh": ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, "fresh", True),
    "origin null, fresh": ({"Origin": "null"}, "fresh", True),
    "origin null, no token": ({"Origin": "null"}, "none", True),
    "neither, fresh": ({}, "fresh", True),
    "neither, expired": ({}, "expired", True),
    "neither, no token": ({}, "none", True),
    "neither, another's token": ({}, "another's", True),
    "neither, no cookie": ({}, "fresh", False),
}
TAKEN, BACK, SIGNED_OUT, GONE, AWAY, REFUSED, FOREIGN = (
    "taken", "given back", "signed out", "gone", "to sign in", "refused", "foreign",
)  # fmt: skip
_FRESH = dict.fromkeys(("own, fresh", "own by metadata, fresh", "origin null, fresh", "neither, fresh"), TAKEN)
_FOREIGN = {situation: FOREIGN for situation in SITUATIONS if situation.startswith(("foreign", "sister"))} | {
    "contradiction, fresh": FOREIGN,
    "other contradiction, fresh": FOREIGN,
}
_BY_OWN_PAGE = {
    **_FRESH,
    **_FOREIGN,
    "own, expired": TAKEN,
    "own, no token": TAKEN,
    "own, another's token": TAKEN,
    "own, no cookie": TAKEN,
    "origin null, no token": BACK,
    "neither, expired": BACK,
    "neither, no token": BACK,
    "neither, another's token": BACK,
    "neither, no cookie": BACK,
}
_BY_TOKEN = {
    **_FRESH,
    **_FOREIGN,
    "own, expired": BACK,
    "own, no token": BACK,
    "own, another's token": BACK,
    "own, no cookie": SIGNED_OUT,
    "origin null, no token": REFUSED,
    "neither, expired": BACK,
    "neither, no token": REFUSED,
    "neither, another's token": REFUSED,
    "neither, no cookie": REFUSED,
}
EXPECTED = {
    "link": _BY_OWN_PAGE,
    "receipt": {**_BY_OWN_PAGE, "neither, expired": GONE},
    "organiser": _BY_TOKEN,
    "sign-in": {**_BY_TOKEN, "own, no cookie": BACK},
    "sign-out": {**_BY_TOKEN, "own, no cookie": AWAY},
    "open": dict.fromkeys(SITUATIONS, TAKEN),
}
