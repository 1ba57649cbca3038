# SPDX-License-Identifier: LGPL-2.1-or-later
# Judges hostile.sh: lines "ok NAME VALUE" and "NOT OK NAME VALUE".

def verdict($name; $value; $good):
  "\(if $good then "ok    " else "NOT OK" end) \($name) \($value)";

# How much a counter of the receiver grew.
def grew($name): $after[0].stats[$name] - $before[0].stats[$name];

# The kernel may drop a few packets of a storm before anybody sees them.
def counted($class; $counter; $sent):
  verdict("\($counter) for \($sent) \($class)"; grew($counter);
    grew($counter) >= 0.95 * $sent);

($after[0].seconds - $before[0].seconds) as $seconds
| ($after[0].video - $before[0].video) as $frames
| ($after[0]["rss-kb"] - $before[0]["rss-kb"]) as $growth
| verdict("frames-in-storm"; $frames; $frames >= 0.9 * 30 * $seconds),
  verdict("frames-after-storm"; $later[0].video - $after[0].video;
    $later[0].video > $after[0].video + 20),
  verdict("rss-growth-kb"; $growth; $growth <= 1024),
  counted("garbage"; "garbage"; $sent[0].garbage),
  counted("cut within the header"; "truncated"; $sent[0].truncated / 2),
  counted("replayed"; "replayed"; $sent[0].replayed),
  counted("foreign, wrong-key and cut"; "auth-failed";
    $sent[0].foreign + $sent[0]["wrong-key"] + $sent[0].truncated / 2),
  verdict("rtcp-storm"; $rtcp[0]; true)
