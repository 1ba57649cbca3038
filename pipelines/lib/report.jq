# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the gst-livecommerce authors
#
# JSON Lines of lcquality (docs/telemetry.md) to text: a line a second, the
# changes of state, and the report at the end. Run with -n -R -r. A figure that
# is not known is left out.

def fixed($digits):
  pow(10; $digits) as $scale
  | (. * $scale | round) as $all
  | (if $all < 0 then "-" else "" end) as $sign
  | (if $all < 0 then -$all else $all end) as $all
  | if $digits == 0 then "\($sign)\($all)"
    else
      ("\($all % $scale + $scale)" | .[1:]) as $rest
      | "\($sign)\($all / $scale | floor).\($rest)"
    end;
def pad($width): (" " * ([$width - length, 0] | max) // "") + .;
def milliseconds: . * 1000 | fixed(0);
def signed: milliseconds | if startswith("-") or . == "0" then . else "+" + . end;
def percent($digits): . * 100 | fixed($digits);
def known: map(select(. != null)) | join(", ");

def quantiles:
  if .p50 then "\(.p50 | milliseconds)/\(.p95 | milliseconds) ms"
  else null end;
def dropped:
  [.video["frames-dropped"] // {} | .[]] | add // 0;

# Someone watches in this process: the end-to-end figures are known.
def is_viewer: .video["frames-rendered"] // .audio["frames-rendered"];

def viewer_status:
  [ (.video["frames-per-second"] // empty | "\(fixed(1)) fps"),
    (.video["e2e-latency"] // {} | quantiles | select(.) | "video \(.)"),
    (.audio["e2e-latency"] // {} | quantiles | select(.) | "audio \(.)"),
    (.["av-skew"].p50 // empty | "skew \(signed) ms"),
    (.video | select(.) | {video: .} | "dropped \(dropped)"),
    (.video.freezes.w3c.count // 0 | select(. > 0) | "freezes \(.)"),
    (.transport["packets-lost"] // empty | "lost \(.)") ];

def sender_status:
  .duration as $duration
  | [ (.video["frames-sent"] // empty
        | if $duration > 0 then "\(. / $duration | fixed(1)) fps sent" else empty end),
      (.video.stages["capture-encode"] // {} | quantiles | select(.) | "encode \(.)"),
      (.audio["frames-sent"] // empty | "\(.) sounds sent"),
      (.transport["bytes-sent"] // empty
        | if $duration > 0 then "\(. * 8 / $duration / 1000 | fixed(0)) kb/s" else empty end),
      (.transport["packets-sent"] // empty | "\(.) packets"),
      (.transport["packets-retransmitted"] // 0 | select(. > 0) | "\(.) again"),
      (.transport["remote-packets-lost"] // 0 | select(. > 0) | "lost on the way \(.)"),
      (.transport["round-trip"] // empty | "round trip \(milliseconds) ms") ];

def echo_levels: "\(.["microphone-dbfs"] | fixed(0)) -> \(.["cancelled-dbfs"] | fixed(0)) dBFS";

# The levels are those of the moments when only the far end talked.
def echo_status:
  [ (select(.["far-end-only"]) | echo_levels),
    (.["erle-db"] // empty | "ERLE \(fixed(0)) dB"),
    (.delay // empty | "delay \(milliseconds) ms") ]
  | join(" ") | if . == "" then empty else "echo \(.)" end;

def status:
  "\(.["running-time"] | fixed(0) | pad(4)) s  "
  + ((if is_viewer then viewer_status else sender_status end)
      + [(.echo // empty | echo_status)]
      + [(.process["cpu-share"] // empty | "CPU \(percent(0)) %")] | join("  "));

def event:
  "       \(.event | gsub("-"; " "))"
  + (if .kind then " (\(.kind))" else "" end)
  + (if .duration then ": \(.duration | milliseconds) ms" else "" end);

def row($name): if . == null or . == "" then empty else "  \($name | . + " " * (10 - length))\(.)" end;

def frames_row($more):
  [ (.["frames-sent"] // empty | "\(.) sent"),
    $more,
    (.["frames-rendered"] // empty | "\(.) shown"),
    (.delivery.ratio // empty | "\(percent(1)) % of those due"),
    (.["frames-dropped"] // {} | to_entries | map(select(.value > 0) | "\(.value) lost at the \(.key)") | .[]) ]
  | known;

# Where nobody watches, lcquality judges no frame.
def not_encoded:
  select(.["frames-rendered"] | not)
  | (.["frames-captured"] // 0) - (.["frames-encoded"] // 0)
  | select(. > 1) | "\(.) not encoded in time";

def latency_row:
  [ (.video // {} | (.["after-warmup"]["e2e-latency"] // .["e2e-latency"]) | select(.p50) | "video \(quantiles)"),
    (.audio // {} | (.["after-warmup"]["e2e-latency"] // .["e2e-latency"]) | select(.p50) | "audio \(quantiles)") ]
  | known | if . == "" then . else . + " (p50/p95, capture to render)" end;

def stages_row:
  .video // {} | (.["after-warmup"].stages // .stages // {})
  | to_entries | map(select(.value.p50) | "\(.key) \(.value | quantiles)") | known;

def skew_row:
  .["av-skew"] // {} | (.["after-warmup"] // .) | select(.p50 and .["p95-abs"])
  | "\(.p50 | signed) ms p50, \(.["p95-abs"] | milliseconds) ms p95 (+ = sound early)";

def freezes_row:
  .video.freezes // empty
  | [ to_entries[] | "\(.value.count) \(if .key == "w3c" then "by W3C" else "over \(.key | sub("ms"; " ms"))" end)"
      + (if .value.count > 0 then " (\(.value.seconds | fixed(1)) s)" else "" end) ]
  | known;

def network_row:
  .duration as $duration
  | .transport // {}
  | [ (.["packets-sent"] // empty | "\(.) packets sent"),
      (.["bytes-sent"] // empty
        | if $duration > 0 then "\(. * 8 / $duration / 1000 | fixed(0)) kb/s" else empty end),
      (.["packets-lost"] // empty | "\(.) lost"),
      (select(.["packets-received"] | not) | .["remote-packets-lost"] // empty | "\(.) lost on the way"),
      (.["packets-retransmitted"] // empty | "\(.) sent again"),
      (.["packets-recovered"] // empty | "\(.) recovered"),
      (.["round-trip"] // empty | "round trip \(milliseconds) ms") ]
  | known;

def echo_row:
  .echo // {}
  | [ (select(.["far-end-only"])
        | "microphone \(echo_levels) while only the far end talked (\(.["far-end-only"] | fixed(1)) s)"),
      (.["erle-db"] // empty | "ERLE \(fixed(0)) dB"),
      (.delay // empty | "delay \(milliseconds) ms") ]
  | known;

def process_row:
  .process // {} | select(.["cpu-share"])
  | "\(.["cpu-share"] | percent(0)) % of one core, \(.["cpu-seconds"] | fixed(1)) s";

def report:
  "Report: \(.duration | fixed(1)) s",
  (.video // {} | frames_row([not_encoded][0]) | row("video")),
  (.audio // {} | frames_row(null) | row("audio")),
  (latency_row | row("latency")),
  (stages_row | row("stages")),
  (skew_row | row("skew")),
  (freezes_row | row("freezes")),
  (network_row | row("network")),
  (echo_row | row("echo")),
  (process_row | row("CPU"));

inputs | fromjson? | objects
| if .type == "interval" then status
  elif .type == "event" then event
  elif .type == "summary" then report
  else empty end
