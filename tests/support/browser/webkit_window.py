#!/usr/bin/python3 -I
"""A window of WebKit, of any size, which WebKitWebDriver starts and drives; its own one comes no narrower than 447 px.

Python's bindings to GTK are packages of the system (python3-gi, gir1.2-webkit2-4.1), so this runs with its Python and
not with that of the tests, and imports nothing of theirs.
"""

import argparse
from pathlib import Path

import gi

gi.require_versions({"Gtk": "3.0", "WebKit2": "4.1"})
from gi.repository import Gtk, WebKit2  # noqa: E402 - its versions have to be chosen first


def main() -> None:
    wanted = read_arguments()
    context = WebKit2.WebContext.new_ephemeral()
    context.set_automation_allowed(True)
    context.set_preferred_languages([wanted.language])
    if wanted.no_cookies:
        context.get_cookie_manager().set_accept_policy(WebKit2.CookieAcceptPolicy.NEVER)
    context.connect("automation-started", be_driven, wanted)
    Gtk.main()


def read_arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser()
    for name, kind in (("--width", int), ("--height", int), ("--language", str)):
        reader.add_argument(name, type=kind)
    for name in ("--no-scripts", "--no-cookies"):
        reader.add_argument(name, action="store_true")
    return reader.parse_args()


def be_driven(context: WebKit2.WebContext, session: WebKit2.AutomationSession, wanted: argparse.Namespace) -> None:
    who = WebKit2.ApplicationInfo()
    who.set_name(Path(__file__).stem)  # the browser's name, for which the driver asks
    session.set_application_info(who)
    session.connect("create-web-view", lambda _session: show(context, wanted))


def show(context: WebKit2.WebContext, wanted: argparse.Namespace) -> WebKit2.WebView:
    messages = WebKit2.UserContentManager()
    messages.register_script_message_handler("print")
    settings = WebKit2.Settings(
        enable_javascript_markup=not wanted.no_scripts,  # scripts of the page; those of the driver run all the same
        enable_write_console_messages_to_stdout=True,
    )
    view = WebKit2.WebView(
        web_context=context, is_controlled_by_automation=True, settings=settings, user_content_manager=messages
    )
    messages.connect("script-message-received::print", print_page, view)
    window = Gtk.Window(default_width=wanted.width, default_height=wanted.height)
    window.connect("destroy", Gtk.main_quit)
    window.add(view)
    window.show_all()
    return view


def print_page(_messages: object, message: WebKit2.JavascriptResult, view: WebKit2.WebView) -> None:
    """On paper as a file of the name that the script sent; under this name it lies there once it is whole."""
    paper = Path(message.get_js_value().to_string())
    unfinished = paper.with_suffix(".unfinished")
    settings = Gtk.PrintSettings()
    settings.set_printer("Print to File")
    settings.set(Gtk.PRINT_SETTINGS_OUTPUT_FILE_FORMAT, "pdf")
    settings.set(Gtk.PRINT_SETTINGS_OUTPUT_URI, unfinished.as_uri())
    view.operation = WebKit2.PrintOperation(web_view=view, print_settings=settings)
    view.operation.connect("finished", lambda _operation: unfinished.rename(paper))
    view.operation.print_()


if __name__ == "__main__":
    main()
