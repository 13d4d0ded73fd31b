"""The form, what comes of sending it, and the receipt."""

from seminars.public.sign_up import page, receipts

BLUEPRINTS = (
    page.blueprint,
    receipts.blueprint,
)
