"""The mails that the tests of this folder send: from the office, to Ada."""

from datetime import datetime, timedelta, timezone

from seminars.mail.mime import SeminarMessage

OFFICE = ("Клуб «Ветер»; Минск, РБ", "calendar@seminars.example.org")
ADA = ("Ада Лавлейс", "ada@example.by")
LINK = "https://seminars.example.org/be/registrations/1"
CALENDAR = (
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Семінар\r\n"
    f"ORGANIZER:mailto:{OFFICE[1]}\r\nATTENDEE:mailto:{ADA[1]}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
).encode()
SUBJECTS = {
    "be": "Вы запісаныя: «Ўзроўні бяспекі ў турысцкім паходзе і спартыўным арыентаванні», Клічаў",
    "ru": "Вы записаны: «Уровни безопасности в туристском походе и спортивном ориентировании», Кличев",
    "pl": "Zgłoszenie przyjęte: „Bezpieczeństwo na wędrówce i w biegu na orientację”, Kliczew, 5 czerwca",
    "en": "You are signed up: Levels of safety on a hiking trip and in orienteering, Klichev, 5 June",
}


def make_mail(**fields) -> SeminarMessage:
    plain = {
        "subject": SUBJECTS["be"],
        "recipients": [ADA],
        "sender": OFFICE,
        "body": f"Вы запісаныя.\n\n{LINK}\n",
        "html": f'<html lang="be"><p>Вы запісаныя: <a href="{LINK}">старонка</a>.</p></html>',
        "language": "be",
        "message_id": "<registration-1@seminars.example.org>",
        "date": datetime(2027, 6, 5, 10, 0, tzinfo=timezone(timedelta(hours=3))),
    }
    return SeminarMessage(**plain | fields)


def make_invitation(**fields) -> SeminarMessage:
    return make_mail(calendar=CALENDAR, calendar_method="REQUEST", **fields)
