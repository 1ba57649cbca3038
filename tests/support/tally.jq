# SPDX-License-Identifier: LGPL-2.1-or-later
# jq -rs -f tally.jq testlog.json: "PASSED FAILED SKIPPED" of a meson run,
# counted in cases: those of a GstCheck program or of TAP lines, else the
# program itself.

def sum: add // 0;

def gstcheck:
  [ scan("Checks: ([0-9]+), Failures: ([0-9]+), Errors: ([0-9]+)")
    | map(tonumber) ]
  | { checks: (map(.[0]) | sum), bad: (map(.[1] + .[2]) | sum) }
  | [ .checks - .bad, .bad, 0 ];

def tap:
  split("\n")
  | [ (map(select(test("^ok ") and (test("# (skip|SKIP)") | not))) | length),
      (map(select(test("^not ok "))) | length),
      (map(select(test("^ok .*# (skip|SKIP)"))) | length) ];

def cases:
  (.stdout // "") as $out
  | if .result == "SKIP" then [0, 0, 1]
    elif $out | test("Checks: [0-9]+, Failures") then $out | gstcheck
    elif $out | test("^(not )?ok "; "x") then $out | tap
    else [0, 0, 0]
    end;

# A program that failed without a failed case crashed or hung; one without any
# case is a case.
def honest:
  (.result == "OK" or .result == "SKIP") as $good
  | cases
  | if $good and sum == 0 then [1, 0, 0]
    elif ($good | not) and .[1] == 0 then [.[0], .[1] + 1, .[2]]
    else .
    end;

map(honest) | [ (map(.[0]) | sum), (map(.[1]) | sum), (map(.[2]) | sum) ]
| map(tostring) | join(" ")
