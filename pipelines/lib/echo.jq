# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
#
# What `gst-launch-1.0 -m` says to JSON Lines: those of lcquality pass, and each
# interval and summary gains `echo`, made of the messages of lcechocancel and
# of four level elements (echo.sh). The rest of what it says is left out.
# Run with -n -R -c.

# In seconds, as `interval` in echo.sh; how many are kept of each meter, and
# which of the canceller's, counted from its newest, is judged.
def window: 0.1;
def kept: 30;
def late: 4;

# Windows in which the echo is this much above the host's voice, in dB, and no
# whisper itself, in dBFS, are those where only the far end talks.
def above: 15;
def audible: -50;

# What the summary leaves out: the canceller has to find the echo first.
def settling: 2;

def number($name): capture("[ ,]" + $name + "=\\([a-z0-9]+\\)(?<n>[-0-9.e+]+)").n | tonumber;
def rms: (capture("rms=\\(GValueArray\\)< (?<n>[-0-9.e+]+)").n | tonumber) // -120;
def meter: capture("\"echo-(?<name>[a-z]+)\"").name;
def decibels: if . > 0 then log10 * 10 else -120 end;
def power: pow(10; . / 10);

def nothing: {windows: 0, before: 0, after: 0};
def and_window($before; $after):
  {windows: (.windows + 1), before: (.before + ($before | power)),
   after: (.after + ($after | power))};
def levels:
  select(.windows > 0)
  | {"far-end-only": (.windows / 10),
     "microphone-dbfs": (.before / .windows | decibels),
     "cancelled-dbfs": (.after / .windows | decibels)};
def figures($counted): (.canceller // {}) + (($counted | levels) // {});

# The windows of the four meters begin at different moments, so each is judged
# by those that touch it, when they have all come: the end of the host's word
# must not be taken for echo.
def touching($at): map(select(.at - ($at // 0) | fabs <= window) | .rms);
def nearest($at): map(select(.at - ($at // 0) | fabs <= window / 2)) | first | .rms?;

def judge($judged):
  $judged.at as $at
  | (.meters.host | touching($at) | max) as $host
  | (.meters.room | nearest($at)) as $room
  | (.meters.before | nearest($at)) as $before
  | if $at and $host != null and $room != null and $before != null
      and $room > audible and $room > $host + above
    then .second |= and_window($before; $judged.rms)
      | if $at >= settling then .all |= and_window($before; $judged.rms) else . end
    else . end;

# lcquality writes whole lines, gst-launch-1.0 begins a line with who sent the
# message: one of ours may come after that.
def take($line):
  .out = null
  | ($line | index("{\"type\":")) as $begin
  | if $begin then
      (try ($line[$begin:] | fromjson) catch {}) as $json
      | if $json.type == "interval" then
          .out = $json + {echo: figures(.second)} | .second = nothing
        elif $json.type == "summary" then .out = $json + {echo: figures(.all)}
        elif $json.type then .out = $json
        else . end
    elif $line | contains("(element): level, ") then
      ($line | number("running-time") / 1e9) as $at
      | ($line | meter) as $meter | ($line | rms) as $rms
      | .meters[$meter] |= (. + [{at: $at, rms: $rms}])[-kept:]
      | if $meter == "after" then judge(.meters.after[-late]) else . end
    elif $line | contains("(element): lcechocancel, ") then
      if $line | contains("echo-present=(boolean)true") then
        ($line | number("erle-db")) as $erle
        # Before it has learned something it knows neither.
        | if $erle > 0 then
            .canceller = {"erle-db": $erle, "delay": (($line | number("delay-ms")) / 1000)}
          else . end
      else . end
    else . end;

foreach inputs as $line ({second: nothing, all: nothing,
    meters: {host: [], room: [], before: [], after: []}};
  take($line); .out | select(. != null))
