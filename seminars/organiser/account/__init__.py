"""The account of an organiser, and getting in and out."""

from seminars.organiser.account import (
    account,
    digests,
    lost_passwords,
    sign_in,
    sign_in_links,
    sign_ins,
    sign_out,
)

OPEN_TO_ALL = (sign_in.blueprint, sign_in_links.blueprint, lost_passwords.blueprint, digests.blueprint)
BLUEPRINTS = (*OPEN_TO_ALL, sign_out.blueprint, account.blueprint, sign_ins.blueprint)
