"""People of all kinds sign up, sixty forms of them, and each presses the button once."""

from dataclasses import dataclass, field

import pytest
from factories import make_seminar
from flask import Flask
from sqlalchemy import func, select
from visitors import FORM, SIGN_UP, hidden_fields

from seminars.extensions import db
from seminars.models import Message, Registration
from seminars.public.sign_up import form_tokens

TELEGRAM = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 11; M2006C3LG; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/120.0.6099.144 Mobile Safari/537.36 Telegram-Android/10.6.1",
    "X-Requested-With": "org.telegram.messenger",
}
SCHOOL, OFFICE = "203.0.113.5", "203.0.113.77"


@dataclass(frozen=True)
class Visitor:
    """Somebody and what they type; `network` is where they sit, `sends` what their browser says besides."""

    answers: dict[str, str]
    network: str = "198.51.100.1"
    sends: dict[str, str] = field(default_factory=dict)
    language: str = "be"


def one(given_name: str, surname: str, email: str, **more: str) -> dict[str, str]:
    return {"given_name": given_name, "surname": surname, "email": email, "processing": "y", **more}


def together(first: dict[str, str], *names: tuple[str, str]) -> dict[str, str]:
    rows = {}
    for number, (given_name, surname) in enumerate(names):
        rows |= {f"companions-{number}-given_name": given_name, f"companions-{number}-surname": surname}
    return first | rows


ALONE = (
    # A browser that fills in by itself: blanks at the ends, capital letters, a number with its extension.
    one(" ANNA ", "KOWALSKA ", "Anna.Kowalska@Gmail.com ", phone="+48 85 123–45–67 wew. 12", town="Białystok"),
    one("Ул'яна", "Вішнеўская", "uliana@mail.ru", organisation="ААТ «Прамень», 21vek.by"),
    one("Ул’яна", "Дʼяченко", "diachenko@ukr.net", phone="+380 44 123 45 67 (Viber)"),
    one("И. О.", "Иванов", "i.o.ivanov@yandex.by", phone="тел. 8 029 123-45-67, 8 033 765-43-21"),
    one("prof. Jan", "Wiśniewski-Łoś", "jan@uwb.edu.pl", position="prof. dr hab."),
    one("инж. Пётр", "Семёнов", "petr.semenov@minsk.zavod.by", organisation="РУП «Завод»"),
    one("Анна-Мария", "Римский-Корсаков", "am@tut.by"),
    one("Gal·la", "Puig", "galla@example.cat"),
    one("Madonna", "", "madonna@example.org"),
    one("", "Сухарто", "s@example.org"),
    one("Luc(as)", "Shaw!", "lucas@example.com"),
    one("Søren", "Ax son", "soren@example.dk"),
    one("Nguyễn", "Thị Hà", "ha@example.vn"),
    one("გიორგი", "მამულაშვილი", "giorgi@example.ge"),
    one("Марыя", "Пінчук", "maryia@пошта.бел"),
    one("Ян", "Ён", "jan+seminar@gmail.com", needs="Прыйду з сабакам-павадыром.\nДзякуй!"),
    one("Ольга", "Ковальчук", "olga@bk.ru", photo="y", sharing="y", news="y"),
    one("Jan", "Kowalczyk", "jan@firma.pl", organisation_kind="company", position="kierownik"),
    # Two who share an address, one after the other.
    one("Вера", "Кот", "kot.family@inbox.ru"),
    one("Пётр", "Кот", "kot.family@inbox.ru"),
)
FAMILY = together(one("Алена", "Бусел", "busel@mail.ru"), ("Іван", "Бусел"), ("Марта", "Бусел"), ("Лявон", "Бусел"))
SECRETARY = [one(f"Супрацоўнік {letter}", "Завод", "office@zavod.by") for letter in "АБВГДЕЖЗІК"]
CLASS = [
    one(f"Вучань {letter}", "Клас", f"pupil{number}@gmail.com")
    for number, letter in enumerate("АБВГДЕЖЗІЙКЛМНОПРСТУФХЦЧШЫЭЮЯ")
]


def everybody() -> list[Visitor]:
    return [
        *(Visitor(answers, f"198.51.100.{number}") for number, answers in enumerate(ALONE)),
        Visitor(FAMILY, "198.51.100.200"),
        Visitor(one("Карына", "Тэлеграм", "karyna@mail.ru"), "198.51.100.201", TELEGRAM, "ru"),
        *(Visitor(answers, OFFICE, language="ru") for answers in SECRETARY),
        *(Visitor(answers, SCHOOL) for answers in CLASS),
    ]


@pytest.fixture(autouse=True)
def _nobody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", -1)


@pytest.mark.usefixtures("sound")
def test_everybody_is_signed_up_by_one_press(app: Flask):
    with app.app_context():
        make_seminar(capacity=200)
    people = 0
    for visitor in everybody():
        browser = app.test_client()
        here = {"environ_base": {"REMOTE_ADDR": visitor.network}, "headers": visitor.sends}
        page = browser.get(FORM.replace("/en/", f"/{visitor.language}/"), **here)
        sent = {**hidden_fields(page.text), **visitor.answers}
        answer = browser.post(SIGN_UP.replace("/en/", f"/{visitor.language}/"), data=sent, **here)
        assert answer.status_code == 303, (visitor.answers, answer.text)
        people += 1 + sum(name.endswith("-surname") for name in visitor.answers)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Registration)) == people
        assert db.session.scalar(select(func.count()).select_from(Message)) == len(everybody())
