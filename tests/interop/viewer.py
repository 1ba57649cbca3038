#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
"""Watches a Janus Streaming mountpoint in headless Chromium and judges it."""
import argparse
import functools
import http.server
import json
import os
import sys
import tempfile
import threading
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from wiretap import Wiretap

HERE = os.path.dirname(os.path.abspath(__file__))
CHROMIUM_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--autoplay-policy=no-user-gesture-required", "--window-size=680,640",
    # Janus cannot resolve the .local names of mDNS candidates.
    "--disable-features=WebRtcHideLocalIpsWithMdns",
)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def serve_page():
    """The page on a loopback port of this namespace; its address."""
    handler = functools.partial(QuietHandler, directory=HERE)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/viewer.html"


def open_browser(profile):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in CHROMIUM_FLAGS:
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={profile}")
    service = Service("/usr/bin/chromedriver")
    return webdriver.Chrome(service=service, options=options)


def report(browser):
    return browser.execute_async_script(
        "report().then(arguments[arguments.length - 1])")


def decoded(counted):
    return counted.get("video", {}).get("framesDecoded") or 0


def wait_for_picture(browser, patience):
    """The first report with a decoded frame."""
    end = time.time() + patience
    while True:
        counted = report(browser)
        if counted["error"]:
            sys.exit(f"viewer: {counted['error']}")
        if decoded(counted):
            return counted
        if time.time() > end:
            sys.exit(f"viewer: no picture within {patience} s: "
                     f"{json.dumps(counted)}")
        time.sleep(0.05)


def watch(browser, options):
    """The first and the last report of a viewing, and a screenshot between."""
    first = wait_for_picture(browser, options.patience)
    time.sleep(options.seconds / 2)
    report(browser)  # brings the line below the picture up to date
    browser.save_screenshot(options.screenshot)
    time.sleep(max(0, first["time"] + options.seconds - time.time()))
    return first, report(browser)


def judge(first, last, tap):
    """The verdict as (name, value, is good) of each promise."""
    sent = tap.frames_between(first["time"], last["time"])
    share = 100 * (decoded(last) - decoded(first)) / max(sent, 1)
    audio, before = last.get("audio", {}), first.get("audio", {})
    grown = (audio.get("jitterBufferEmittedCount", 0)
             - before.get("jitterBufferEmittedCount", 0))
    seconds = last["time"] - first["time"]
    asked = first["asked"] / 1000
    pli = [t for t in tap.plis if t >= asked - 0.05]
    return [
        ("frames-sent", sent, sent > 10 * seconds),
        ("frames-decoded-percent", round(share, 2), share >= 95),
        ("picture-contrast", round(last["contrast"], 1),
         last["contrast"] > 10),
        ("audio-seconds-played", round(grown / 48000, 2),
         grown > 0.9 * 48000 * seconds),
        ("audio-energy", audio.get("totalAudioEnergy"),
         audio.get("totalAudioEnergy", 0) > 0),
        ("sender-reports", tap.reports, tap.reports > 0),
        ("pli-after-joining", len(pli), len(pli) > 0),
        ("first-picture-s", round(first["firstFrame"] / 1000 - asked, 3)
         if first["firstFrame"] else None, True),
        ("freezes", last["video"]["freezeCount"], True),
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ws", required=True, help="address of Janus's API")
    parser.add_argument("--mountpoint", type=int, required=True)
    parser.add_argument("--interface", required=True,
                        help="where the sender's packets cross")
    parser.add_argument("--rtp-port", type=int, required=True)
    parser.add_argument("--rtcp-port", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--patience", type=float, default=10,
                        help="seconds to wait for the first picture")
    parser.add_argument("--screenshot", required=True)
    options = parser.parse_args()

    tap = Wiretap(options.interface, options.rtp_port, options.rtcp_port)
    tap.start()
    with tempfile.TemporaryDirectory() as profile:
        browser = open_browser(profile)
        try:
            browser.get(f"{serve_page()}?ws={options.ws}"
                        f"&mountpoint={options.mountpoint}")
            first, last = watch(browser, options)
        finally:
            browser.quit()
    print(json.dumps(last))
    verdict = judge(first, last, tap)
    for name, value, good in verdict:
        print(f"{'ok    ' if good else 'NOT OK'} {name} {value}")
    sys.exit(not all(good for _, _, good in verdict))


if __name__ == "__main__":
    main()
