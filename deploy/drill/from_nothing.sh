#!/usr/bin/env bash
# From an empty Debian to a running service, an upgrade, a restore, a way back and the end: `make prove-debian` (OLD=COMMIT).
# As root, on a machine with debootstrap (apt-get install debootstrap) that reaches Debian's packages and PyPI.
# The Debian is a folder with a mount and a process namespace of its own, and for the run a network of its own: no
# systemd starts in it, so the units' commands are started as the units say, by the user they name.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=$PWD
((EUID == 0)) || { echo "This needs root: it makes a Debian of its own in a folder, and namespaces."; exit 2; }
command -v debootstrap >/dev/null || { echo "debootstrap is missing: apt-get install debootstrap"; exit 2; }
work=$(mktemp -d /tmp/waymark-debian.XXXXXX)
debian=$work/debian old=${OLD:?which commit is the release before? OLD=COMMIT}
end() { # processes first, then what is mounted
    for mounted in proc dev sys; do umount -l "$debian/$mounted" 2>/dev/null || true; done
    git worktree remove --force "$work/old" 2>/dev/null || true
    rm -rf --one-file-system "$work"
}
trap end EXIT

echo "== the releases"
git worktree add --quiet --detach "$work/old" "$old"
python=${PYTHON:-$here/.venv/bin/python}
"$python" -m deploy.release "$work/new-release" >/dev/null
(cd "$work/old" && "$python" -c "import sys, pathlib; sys.path.insert(0, '.'); from deploy.release.__main__ import release; release(pathlib.Path('$work/old-release'), pathlib.Path('.'))") >/dev/null

echo "== an empty Debian"
if [[ -d ${BASE:-} ]]; then cp -a "$BASE" "$debian"; else debootstrap --variant=minbase --include=ca-certificates bookworm "$debian" >"$work/log" 2>&1; fi
cp /etc/resolv.conf "$debian/etc/resolv.conf"
# the authorities that this machine trusts: a network may have one of its own
mkdir -p "$debian/etc/ssl/certs"
cp /etc/ssl/certs/ca-certificates.crt "$debian/etc/ssl/certs/host.crt"
mkdir -p "$debian/releases/old" "$debian/releases/new"
cp "$work"/old-release/* "$debian/releases/old/"
cp "$work"/new-release/* "$debian/releases/new/"
cp docs/running.md "$debian/releases/running.md"
cp deploy/drill/in_debian.sh "$debian/releases/in_debian.sh"
for mounted in proc dev sys; do mkdir -p "$debian/$mounted"; mount --rbind "/$mounted" "$debian/$mounted"; mount --make-rslave "$debian/$mounted"; done
inside=(env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 PIP_CERT=/etc/ssl/certs/host.crt)

echo "== installing, with the network"
"${inside[@]}" chroot "$debian" bash /releases/in_debian.sh install

echo "== running, in a network of its own"
unshare --net --pid --fork --kill-child bash -c "ip link set lo up 2>/dev/null || true; $(printf '%q ' "${inside[@]}") chroot '$debian' bash /releases/in_debian.sh run"
cp "$debian/releases/done.md" "$work/done.md"
{
    echo "# From an empty Debian to a running service, and back"
    echo
    echo "\`make prove-debian OLD=$old\`, $(date -u '+%-d %B %Y'), Debian $(cat "$debian/etc/debian_version"), $("${inside[@]}" chroot "$debian" psql --version | sed 's/ (Debian.*//'), $(sed -n 's/^nginx version: //p' "$debian/releases/nginx")."
    echo "A folder with a Debian of its own, in namespaces; no systemd runs in it, so each unit's command was started as the unit names it, by its user"
    echo "(what systemd itself does is not proved here; the units are rated in \`tests/deploy\`). Microsoft was out of reach: what Teams sends is in the tests."
    echo "Each command marked ✓ stands in [running.md](../running.md) word for word; the script refuses to run one that does not."
    echo
    cat "$work/done.md"
} >docs/proofs/debian.md
echo "== docs/proofs/debian.md"
