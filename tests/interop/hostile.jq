# SPDX-License-Identifier: LGPL-2.1-or-later
# Judges hostile.sh: lines "ok NAME VALUE" and "NOT OK NAME VALUE".

def verdict($name; $value; $good):
  "\(if $good then "ok    " else "NOT OK" end) \($name) \($value)";

# How much a counter of the receiver grew.
def grew($name): $after[0].stats[$name] - $before[0].stats[$name];

# The kernel may drop a few packets of a storm before anybody sees them.
def counted($counter; $class; $sent):
  grew($counter) as $n
  | verdict("\($counter) \($n) for \($class)"; $sent; $n >= 0.95 * $sent);

# Every packet of the storm is in one of the classes.
def all_refused($prefix; $sent):
  ([ "garbage", "truncated", "auth-failed", "replayed" ]
    | map(grew($prefix + .)) | add) as $n
  | ($sent | add) as $all
  | verdict("\($prefix)refused \($n) of"; $all;
      $n >= 0.98 * $all and $n <= 1.001 * $all);

($after[0].seconds - $before[0].seconds) as $seconds
| ($after[0].video - $before[0].video) as $frames
| ($after[0]["rss-kb"] - $before[0]["rss-kb"]) as $growth
| $sent[0] as $rtp | $rtcp[0] as $rtcp
| verdict("frames-in-storm"; $frames; $frames >= 0.9 * 30 * $seconds),
  verdict("frames-after-storm"; $later[0].video - $after[0].video;
    $later[0].video > $after[0].video + 20),
  verdict("rss-growth-kb"; $growth; $growth <= 1024),
  all_refused(""; $rtp),
  counted("garbage"; "garbage"; $rtp.garbage),
  counted("truncated"; "packets cut within the header"; $rtp.truncated / 2),
  # SRTP looks at the sequence number first (RFC 3711 section 3.3)
  counted("replayed"; "replayed packets, whole or cut";
    $rtp.replayed + $rtp.truncated / 2),
  counted("auth-failed"; "foreign packets and those under another key";
    $rtp.foreign + $rtp["wrong-key"]),
  all_refused("rtcp-"; $rtcp),
  counted("rtcp-garbage"; "garbage, and RTP where RTCP belongs";
    $rtcp.garbage + $rtcp["wrong-key"]),
  counted("rtcp-replayed"; "replayed reports"; $rtcp.replayed),
  counted("rtcp-auth-failed"; "foreign reports"; $rtcp.foreign)
