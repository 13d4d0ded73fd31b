"""People with browsers who do not give up: they send the same form until it is answered, and remember the answers."""

import re
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.client import HTTPConnection, HTTPException
from itertools import count, cycle
from random import Random
from threading import Event, Lock, Thread
from time import monotonic, sleep
from urllib.parse import urlencode

TYPING = 3.3  # seconds; whoever sends a form sooner is taken for a program
STUBBORN = 240  # seconds after which somebody says that the site is broken
COMPANIONS = ("Bela", "Cyril")
_numbers = count(1)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def hidden(self) -> dict[str, str]:
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.text))


class Browser:
    """One person's browser; each has a network of its own, as people at home have."""

    def __init__(self, ports: tuple[int, ...], host: str = "127.0.0.1") -> None:
        number = next(_numbers)
        self.host, self.ports, self.cookie = host, cycle(ports[number % len(ports) :] + ports), ""
        self.network = f"10.{number // 60000 % 250}.{number // 250 % 250}.{number % 250}"
        self.seen: Counter[int | str] = Counter()
        self.may_come_back: Event | None = None

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, *, timeout: float = 20) -> Answer:
        """One try at the next web server. Raises OSError or HTTPException if the answer is lost."""
        connection = HTTPConnection(self.host, next(self.ports), timeout=timeout)
        headers = {"Cookie": self.cookie, "X-Forwarded-For": self.network, "Connection": "close"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, urlencode(form) if form is not None else None, headers)
            response = connection.getresponse()
            answer = Answer(response.status, dict(response.getheaders()), response.read().decode())
        finally:
            connection.close()
        self.cookie = answer.headers.get("Set-Cookie", self.cookie).partition(";")[0]
        return answer

    def insist(self, method: str, path: str, form: dict[str, str] | None = None) -> Answer:
        """Try until there is an answer that is not "later"."""
        give_up_at = monotonic() + STUBBORN
        while monotonic() < give_up_at:
            try:
                answer = self.ask(method, path, form)
            except (OSError, HTTPException) as error:
                self.seen[type(error).__name__] += 1
                sleep(0.1)
                continue
            self.seen[answer.status] += 1
            if answer.status != 503:
                return answer
            self._wait(int(answer.headers["Retry-After"]))
        raise AssertionError(f"{method} {path} got no answer: {dict(self.seen)}")

    def _wait(self, asked: int) -> None:
        """As long as the site asks for; where nothing says sooner that it is well again, only a moment."""
        assert asked > 0
        sleep(0.3)
        if self.may_come_back:
            self.may_come_back.wait(asked)


@dataclass
class Crowd:
    """Browsers in threads, until they are told to stop. What they were promised is in `signed_up` (address and given
    name of each person) and `did` (act and path of the page); whatever else they were answered is in `strange`."""

    ports: tuple[int, ...]
    slug: str = "klichev"
    host: str = "127.0.0.1"
    at_once: int = 10
    may_come_back: Event | None = None  # tells those who heard "later" that the site is well again
    most_put_off: int = 0  # how often one person was told "later", at worst
    signed_up: list[tuple[str, str]] = field(default_factory=list)
    did: list[tuple[str, str]] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    statuses: Counter[int | str] = field(default_factory=Counter)
    threads: list[Thread] = field(default_factory=list)
    stopped: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, post=None, *, people: int = 3) -> None:
        """That many threads sign people up; if there is a `post`, one more does what its mails invite to."""
        acts = [self._sign_up_people] * people + ([lambda: self._answer_mails(post)] if post else [])
        self.threads = [Thread(target=self._until_done, args=(act,), daemon=True) for act in acts]
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        self.stopped.set()
        for thread in self.threads:
            thread.join(2 * STUBBORN)
        assert [thread.is_alive() for thread in self.threads] == [False] * len(self.threads)
        assert not self.strange, self.strange[:3]

    def _until_done(self, act) -> None:
        try:
            act()
        except Exception as error:  # a thread's failure must become the test's
            self.strange.append(repr(error))

    def _sign_up_people(self) -> None:
        while not self.stopped.is_set():
            browsers = [self._browser() for _ in range(self.at_once)]
            address = f"/en/seminars/{self.slug}/registrations"
            forms = [(each, each.insist("GET", f"{address}/new").hidden) for each in browsers]
            sleep(TYPING)
            for number, (browser, hidden) in enumerate(forms):
                self._sign_up(browser, address, hidden, companions=COMPANIONS[: number % 3])

    def _browser(self) -> Browser:
        browser = Browser(self.ports, self.host)
        browser.may_come_back = self.may_come_back
        return browser

    def _sign_up(self, browser: Browser, address: str, hidden: dict[str, str], *, companions: tuple[str, ...]) -> None:
        """Together with these others; where not all of them get a place, the rest waits."""
        email = f"ada@{browser.network}.example.org"  # nobody here looks like a crowd of one domain
        form = hidden | {"given_name": "Ada", "surname": "Klichevskaya", "email": email, "processing": "y"}
        for number, name in enumerate(companions):
            form |= {f"companions-{number}-given_name": name, f"companions-{number}-surname": "Klichevskaya"}
        form |= {"when_short": "split"} if companions else {}
        people = [(email, name) for name in ("Ada", *companions)]
        self._note(browser, browser.insist("POST", address, form), self.signed_up, *people)

    def _note(self, browser: Browser, answer: Answer, promises: list, *promised: tuple[str, str]) -> None:
        with self._lock:
            self.statuses.update(browser.seen)
            self.most_put_off = max(self.most_put_off, browser.seen[503])
            if answer.status == 303:
                promises.extend(promised)
            else:
                self.strange.append(f"{answer.status} for {promised}: {re.findall('<h1.*', answer.text)}")

    def _answer_mails(self, post) -> None:
        read, chance = 0, Random(4)  # noqa: S311 - a choice for a test, no secret
        while not self.stopped.is_set():
            if read == len(post.envelopes):
                sleep(0.05)
                continue
            page = manage_path(post.envelopes[read].content)
            read += 1
            if page and chance.random() < 0.7:
                self._act(page, chance)

    def _act(self, page: str, chance: Random) -> None:
        browser = self._browser()
        shown = browser.insist("GET", page)
        if f"{page}/acceptance" in shown.text:
            act = "acceptance" if chance.random() < 0.7 else "refusal"
        else:
            # For one of a party, for all of it, or for somebody who came alone.
            acts = re.findall(rf'(?:action|href)="{re.escape(page)}/([\w/]*cancellation)"', shown.text)
            if not acts:
                return
            act = chance.choice(acts)
        answer = browser.insist("POST", f"{page}/{act}", shown.hidden)
        # After a lost answer, or when the offer ended meanwhile, the page says how things stand.
        if answer.status != 409:
            self._note(browser, answer, self.did, (act, page))


def manage_path(mail: bytes) -> str | None:
    """The path of the person's own page, as the mail tells it."""
    text = message_from_bytes(mail, policy=policy.default).get_body(("plain",)).get_content()
    found = re.search(r"^http://[^/\s]+(/en/registrations/[^\s#]+)", text, re.MULTILINE)
    return found[1].rstrip() if found else None
