"""The account of an organiser, and getting in and out."""

from seminars.organiser.account import account, digests, sign_in, sign_in_links, sign_out

OPEN_TO_ALL = (sign_in.blueprint, sign_in_links.blueprint, digests.blueprint)
BLUEPRINTS = (*OPEN_TO_ALL, sign_out.blueprint, account.blueprint)
