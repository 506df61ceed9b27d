#!/usr/bin/env python3
"""Looks at the HTML reports in a browser.

    tests/html/browse.py [--pictures DIRECTORY]

Has every test whose name contains `pages_are_written` write example pages into the directory BEDROCK_KEYS_PAGES (another
kind of page is another such test), opens each in headless Chromium and fails on a console message, on a network request,
where its script did not run, or where the search does not find what it should. With --pictures it also keeps screenshots: light,
dark, printed, and 400 pixels wide. Needs Chromium (Debian: `apt-get install chromium`) and nothing but Python's standard
library; without Chromium it says so and exits with 0, so that a machine without a browser can run the other tests.
"""

import argparse
import html.parser
import http.server
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-extensions",
    "--disable-domain-reliability", "--disable-client-side-phishing-detection", "--no-pings", "--no-proxy-server-bypass",
    "--hide-scrollbars", "--enable-logging=stderr", "--v=0", "--virtual-time-budget=4000",
]

# What Chromium asks for by itself, whatever page it shows and whatever flags it is given. No page may name them.
BROWSERS_OWN = (".google.com", ".googleapis.com", ".gvt1.com", ".gstatic.com")


class Recorder(http.server.BaseHTTPRequestHandler):
    """A proxy that writes down whatever is asked of it and answers nothing."""

    asked = []

    def note(self):
        host = re.sub(r"^https?://", "", self.path).split("/")[0].split(":")[0]
        if not host.endswith(BROWSERS_OWN):
            self.asked.append(f"{self.command} {self.path}")
        try:
            self.send_error(404)
        except OSError:
            pass  # The browser ended first.

    do_GET = do_POST = do_HEAD = do_CONNECT = do_PUT = do_OPTIONS = note

    def log_message(self, *_):
        pass


class Rows(html.parser.HTMLParser):
    """The rows of a page that are shown, by their section."""

    def __init__(self):
        super().__init__()
        self.shown = {}
        self.tools_hidden = None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if attributes.get("id") == "tools":
            self.tools_hidden = "hidden" in attributes
        if "data-row" in attributes and "hidden" not in attributes:
            section = attributes["data-row"]
            self.shown[section] = self.shown.get(section, 0) + 1


class Browser:
    def __init__(self, program, proxy, scratch):
        self.program, self.proxy, self.scratch, self.runs = program, proxy, scratch, 0

    def run(self, url, *flags):
        """What the browser wrote to standard output, and what it said on the console."""
        self.runs += 1
        profile = self.scratch / f"profile-{self.runs}"
        command = [self.program, *QUIET, f"--user-data-dir={profile}", f"--proxy-server=http://127.0.0.1:{self.proxy}",
                   *flags, url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        console = [line for line in done.stderr.splitlines() if re.search(r":CONSOLE[:(]", line)]
        return done.stdout, console

    def rows(self, url):
        text, console = self.run(url, "--dump-dom")
        rows = Rows()
        rows.feed(text)
        return rows, console


def find_browser():
    names = ["chromium", "chromium-browser", "google-chrome", "chrome-headless-shell"]
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def write_pages(folder):
    environment = dict(os.environ, BEDROCK_KEYS_PAGES=str(folder))
    command = ["cargo", "test", "--locked", "--quiet", "--test", "bedrock_keys", "pages_are_written"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def that(self, holds, what, detail=""):
        print(f"{'ok' if holds else 'FAILED'}  {what}{'' if holds else f': {detail}'}", flush=True)
        self.passed += bool(holds)
        self.failed += not holds

    def close(self):
        """The closing line, and the exit code."""
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0


def check_the_checks(browser, checks, scratch):
    """A page that does what a report must not, so that silence means something."""
    page = scratch / "bad.html"
    page.write_text("<!DOCTYPE html><img src='http://bedrock-keys.invalid/x.png'><script>nonsense()</script>")
    Recorder.asked.clear()
    _, console = browser.run(page.as_uri(), "--dump-dom")
    checks.that(any("nonsense" in line for line in console), "a console error is seen", console)
    checks.that(any("bedrock-keys.invalid" in line for line in Recorder.asked), "a request is seen", Recorder.asked)
    Recorder.asked.clear()


def check_page(browser, checks, page):
    begun = time.monotonic()
    rows, console = browser.rows(page.as_uri())
    size = page.stat().st_size / 1000
    checks.that(not console, f"{page.stem}: nothing on the console", console)
    named = [host for host in BROWSERS_OWN if host in page.read_text()]
    checks.that(not named, f"{page.stem}: names no host that could not be told from the browser's own", named)
    if 'id="tools"' in page.read_text():
        checks.that(rows.tools_hidden is False, f"{page.stem}: the script ran", "the tools are hidden")
    else:
        checks.that("<script" not in page.read_text(), f"{page.stem}: no tools, so no script")
    print(f"    {size:.0f} kB, {time.monotonic() - begun:.1f} s, rows {rows.shown}")
    return rows


def check_search(browser, checks, page):
    everything, _ = browser.rows(page.as_uri())
    one, console = browser.rows(page.as_uri() + "#q=vision-team%20ml-prod")
    checks.that(not console, "search: nothing on the console", console)
    checks.that(one.shown == {"findings": 1, "keys": 2}, "search: finds an owner in an account", one.shown)
    none, _ = browser.rows(page.as_uri() + "#q=no-such-thing")
    checks.that(none.shown == {}, "search: finds nothing where there is nothing", none.shown)
    broken, console = browser.rows(page.as_uri() + "#q=%E0%A4%A")
    checks.that(not console and broken.shown == {}, "search: survives a broken address", console)
    checks.that(everything.shown.get("findings") == 5, "search: everything is shown without one", everything.shown)


def check_narrowing(browser, checks, page):
    everything, _ = browser.rows(page.as_uri())
    one, console = browser.rows(page.as_uri() + "#q=100000000005")
    checks.that(not console and one.shown == {"accounts": 1}, "coverage: finds an account", one.shown)
    checks.that(everything.shown == {"accounts": 6}, "coverage: every account is shown without a search", everything.shown)


def check_without_script(checks, page):
    rows = Rows()
    rows.feed(page.read_text())
    checks.that(rows.tools_hidden is True, "without JavaScript the tools are hidden")
    checks.that(rows.shown.get("findings") == 5, "without JavaScript every row is shown", rows.shown)


def take_pictures(browser, pages, pictures, scratch):
    pictures.mkdir(parents=True, exist_ok=True)
    for page in pages:
        def shot(name, page=page):
            return f"--screenshot={pictures / f'{page.stem}-{name}.png'}"

        tall = "--window-size=1280,2400"
        browser.run(page.as_uri(), shot("light"), tall)
        browser.run(page.as_uri(), shot("dark"), tall, "--blink-settings=preferredColorScheme=0")
        # A window has a least width; a frame has none.
        frame = scratch / f"frame-{page.stem}.html"
        frame.write_text(f'<body style="margin:0"><iframe src="{page.as_uri()}" width="400" height="3200" '
                         'style="border:0"></iframe>')
        browser.run(frame.as_uri(), shot("narrow"), "--window-size=500,3200")
        browser.run(page.as_uri(), f"--print-to-pdf={pictures / f'{page.stem}.pdf'}", "--no-pdf-header-footer")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--pictures", type=pathlib.Path, help="keep screenshots here")
    arguments.add_argument("--pages", type=pathlib.Path, help="look at the pages of this directory; write none")
    options = arguments.parse_args()
    program = find_browser()
    if program is None:
        print("skipped: there is no Chromium on this machine")
        return 0
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    checks = Checks()
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        folder = options.pages or scratch
        if options.pages is None:
            write_pages(folder)
        browser = Browser(program, server.server_address[1], scratch)
        pages = sorted(folder.glob("*.html"))
        checks.that(len(pages) > 0, "there are pages")
        check_the_checks(browser, checks, scratch)
        for page in pages:
            check_page(browser, checks, page)
        judged = folder / "coverage-judged.html"
        if judged in pages:
            check_narrowing(browser, checks, judged)
        typical = folder / "typical.html"
        if typical in pages:
            check_search(browser, checks, typical)
            check_without_script(checks, typical)
        checks.that(not Recorder.asked, "no page asked the network for anything", Recorder.asked)
        if options.pictures:
            take_pictures(browser, [page for page in pages if page.stem != "large"], options.pictures, scratch)
    server.shutdown()
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
