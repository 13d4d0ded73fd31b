"""What others hang up and chats show: posters and share pictures of seminars."""

from seminars.public.papers import pages

BLUEPRINTS = (pages.blueprint,)
