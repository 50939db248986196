#!/bin/sh
# A command driver for vrrptest: a switch with a Cisco-like command line (Ruijie, Cisco IOS and others) that is
# reached by ssh. Copy it, and change what your switch words differently. In the DUT file:
#
#     [driver]
#     type = "command"
#     command = ["./switch-over-ssh.sh", "admin@192.0.2.1", "Vlan100"]
#
# vrrptest calls it with a verb as the last argument and a JSON object on standard input. Exit code 0 means done,
# 127 that the verb is not supported; with any other, what was printed becomes the error. Needs ssh and jq.
set -eu

[ $# -eq 3 ] || { echo "usage: $0 USER@SWITCH INTERFACE VERB <JSON" >&2; exit 2; }
switch=$1 interface=$2 verb=$3
request=$(cat)
# What `apply` configured, so that the next one can remove exactly that.
state=${TMPDIR:-/tmp}/vrrptest-switch-$(printf '%s' "$switch-$interface" | tr -c 'A-Za-z0-9.-' '_')

# Sends lines to the switch. Some switches report a mistake and go on: their mark for it is a line with "%".
send() {
    { echo "configure terminal"; echo "interface $interface"; cat; echo "end"; echo "exit"; } |
        ssh -o BatchMode=yes -o ConnectTimeout=10 "$switch" >"$state.said" 2>&1 ||
        { cat "$state.said" >&2; exit 1; }
    if grep '^ *%' "$state.said" >&2; then exit 1; fi
}

# The lines that configure every virtual router of the request.
# "ipv6 vrrp" is how these switches word IPv6; the link-local address comes first in the request, as VRRP wants.
configuration() {
    printf '%s' "$request" | jq -r '
        .virtual_routers[]
        | (if .family == "ipv6" then "vrrp ipv6 \(.vrid)" else "vrrp \(.vrid)" end) as $head
        | (if .family == "ipv4" then "vrrp \(.vrid) version \(.version)" else empty end),
          (.addresses | to_entries[]
            | if .key == 0 or ($head | startswith("vrrp ipv6")) then "\($head) ip \(.value)"
              else "\($head) ip \(.value) secondary" end),
          "\($head) priority \(.priority)",
          # Version 2 counts seconds, version 3 centiseconds here; some switches want milliseconds.
          (if .version == 2 then "\($head) timers advertise \(.interval_seconds | floor)"
           else "\($head) timers advertise csec \(.interval_seconds * 100 | round)" end),
          (if .preempt then "\($head) preempt" else "no \($head) preempt" end),
          (if .authentication.type == "pass" then "\($head) authentication \(.authentication.key)" else empty end)'
}

# The lines that remove what the last `apply` configured.
removal() {
    [ ! -f "$state" ] || sed 's/^/no /' "$state"
}

remember() {
    printf '%s' "$request" | jq -r '
        .virtual_routers[] | if .family == "ipv6" then "vrrp ipv6 \(.vrid)" else "vrrp \(.vrid)" end' >"$state"
}

case $verb in
verbs) # vrrptest asks once what there is.
    printf '%s\n' apply start stop link-down link-up set-priority log
    ;;
apply)
    { removal; configuration; } | send
    remember
    ;;
stop) echo "vrrp shutdown" | send ;; # Resigns with priority 0.
start) echo "no vrrp shutdown" | send ;;
link-down) echo "shutdown" | send ;;
link-up) echo "no shutdown" | send ;;
set-priority)
    printf '%s' "$request" | jq -r '
        (if .profile == "v3-ipv6" then "vrrp ipv6 \(.vrid)" else "vrrp \(.vrid)" end) + " priority \(.priority)"' |
        send
    ;;
log) ssh -o BatchMode=yes -o ConnectTimeout=10 "$switch" "show logging" ;;
release)
    removal | send
    rm -f "$state" "$state.said"
    ;;
*) exit 127 ;; # A switch cannot be killed over ssh: pull its plug, or drive a power strip here.
esac
