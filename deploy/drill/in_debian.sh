#!/usr/bin/env bash
# Inside the empty Debian: `install` with a network, then `run` with none. from_nothing.sh calls it.
set -euo pipefail
shopt -s expand_aliases
cd /
page=/releases/running.md done=/releases/done.md
say() { printf '\n### %s\n\n' "$*" | tee -a "$done"; }
doc() { # a command of the page, word for word
    grep -qF -- "$1" "$page" || { echo "not in running.md: $1"; exit 1; }
    echo "+ $1"
    eval "$1"
    printf -- '- ✓ `%s`\n' "${1//$'\n'/; }" >>"$done"
}
own() { # what the page leaves to whoever knows their machine
    echo "+ $1"
    eval "$1"
    printf -- '- `%s`\n' "${1//$'\n'/; }" >>"$done"
}
holds() { # a thing that must be so, by its words
    eval "$2" || { echo "NOT SO: $1"; exit 1; }
    printf -- '- **so it is**: %s\n' "$1" >>"$done"
    echo "so it is: $1"
}
alias wm='sudo -u waymark env WAYMARK_SETTINGS=/etc/waymark/settings.env /opt/waymark/.venv/bin/waymark'
started() { sed -n 's/^ExecStart=//p' "/etc/systemd/system/$1.service"; }
serve() { # as waymark.service says it
    setpriv --reuid=waymark --regid=waymark --init-groups env WAYMARK_SETTINGS=/etc/waymark/settings.env $(started waymark) 2>>/releases/serve.log &
    serving=$!
    for _ in $(seq 300); do curl -fs http://127.0.0.1:3978/healthz >/dev/null && return; sleep 0.2; done
    cat /releases/serve.log
    exit 1
}
halt() { # what `systemctl stop waymark` does
    kill -TERM "$serving"
    wait "$serving" || { echo "it did not end well"; exit 1; }
    printf -- '- `systemctl stop waymark` (its signal, by hand)\n' >>"$done"
}
people() { wm people list --json | wc -l; }

if [[ $1 == install ]]; then
    export DEBIAN_FRONTEND=noninteractive
    : >"$done"
    echo "127.0.0.1 localhost $(uname -n)" >/etc/hosts
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d
    apt-get -o Acquire::https::CaInfo=/etc/ssl/certs/host.crt update -qq
    say "What the machine needs"
    doc "apt-get install -y python3 python3-venv make sudo curl postgresql nginx-light" >/releases/apt.log
    nginx -v 2>/releases/nginx
    say "Installing"
    own "tar -xzf /releases/old/waymark-*.tar.gz -C /opt && mv /opt/waymark-0.1.0 /opt/waymark-old && ln -sfn /opt/waymark-old /opt/waymark"
    own "(cd /releases/old && sha256sum --quiet -c SHA256SUMS)"
    doc "useradd --system --home-dir /var/lib/waymark --shell /usr/sbin/nologin waymark"
    doc "cd /opt/waymark && make .venv/ready"
    cd /
    own "tar -xzf /releases/new/waymark-*.tar.gz -C /opt && mv /opt/waymark-0.1.0 /opt/waymark-new"
    own "cd /opt/waymark-new && make .venv/ready"
    exit 0
fi

doc "install -d -m 0750 -o root -g waymark /etc/waymark"
doc "install -d -m 0700 -o waymark -g waymark /var/lib/waymark"
doc "install -m 0640 -o root -g waymark /dev/null /etc/waymark/settings.env"
say "PostgreSQL on the same machine"
own "pg_ctlcluster 15 main start"
doc "sudo -u postgres createuser waymark"
doc "sudo -u postgres createdb --owner=waymark waymark"
key() { /opt/waymark/.venv/bin/waymark keys new "$@" | head -n 1; }
cat >/etc/waymark/settings.env <<SETTINGS
WAYMARK_DATA_DIR=/var/lib/waymark
WAYMARK_DATABASE_URL=postgresql:///waymark?host=/var/run/postgresql
WAYMARK_KEYS=$(key)
WAYMARK_BACKUP_KEY=$(key)
WAYMARK_SIGNING_KEYS=$(key --signing)
WAYMARK_AUDIT_HEADS=/var/lib/waymark/heads.txt
WAYMARK_APP_ID=00000000-0000-4000-8000-000000000001
WAYMARK_APP_PASSWORD=invented
WAYMARK_TENANTS=00000000-0000-4000-8000-000000000002
WAYMARK_APP_TENANT=00000000-0000-4000-8000-000000000002
SETTINGS
say "People, and the first look"
doc "wm db upgrade"
cat >/releases/people.csv <<'PEOPLE'
name;setting;kind;roles;login
Example Lead;Harbour Lane School;primary_school;dsl worker;lead
Example Deputy;Harbour Lane School;;deputy;deputy
Ada Invented;Harbour Lane School;;worker;ada
Example Admin;Harbour Lane School;;admin;admin
PEOPLE
own "wm people import /releases/people.csv --dry-run"
own "wm people import /releases/people.csv"
own "wm doctor || true"
holds "four people are in" '[[ $(people) == 4 ]]'
say "The service, behind a proxy"
doc "install -d -m 0700 -o waymark -g waymark /var/backups/waymark"
own "cp /opt/waymark/deploy/systemd/* /etc/systemd/system/"
serve
own "mkdir -p /etc/ssl/waymark && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=waymark.example.org -addext subjectAltName=DNS:waymark.example.org -keyout /etc/ssl/waymark/key.pem -out /etc/ssl/waymark/fullchain.pem 2>/dev/null"
own "cp /opt/waymark/deploy/proxy/nginx.conf /etc/nginx/conf.d/waymark.conf && nginx"
ask() { curl -s -o /dev/null -w '%{http_code}' --cacert /etc/ssl/waymark/fullchain.pem --resolve waymark.example.org:443:127.0.0.1 "$@"; }
holds "Teams' address answers 401 through the proxy to who has no token" '[[ $(ask -X POST -H "Content-Type: application/json" -d "{}" https://waymark.example.org/api/messages) == 401 ]]'
holds "health and figures stay inside" '[[ $(ask https://waymark.example.org/readyz) == 404 && $(ask https://waymark.example.org/metrics) == 404 ]]'
holds "/readyz says that the database is well" 'curl -s http://127.0.0.1:3978/readyz | grep -q "\"database\": *\"ok\""'
say "A backup"
backup=/var/backups/waymark/waymark-$(date +%F).backup
doc 'wm backup --out /var/backups/waymark/waymark-$(date +%F).backup'
say "Upgrading"
halt
doc "ln -sfn /opt/waymark-new /opt/waymark"
doc "wm db upgrade"
serve
holds "everybody is still there" '[[ $(people) == 4 ]]'
holds "the history is whole" 'wm audit verify >/releases/verify.log'
own "wm people add 'Late Invented' --setting \$(wm people setting list --json | sed -n 's/.*\"id\": *\"\\([^\"]*\\)\".*/\\1/p' | head -n 1) --role worker --login late"
say "Back to the release before, from the backup"
halt
doc "ln -sfn /opt/waymark-old /opt/waymark"
holds "the release before refuses the newer tables" '! wm db status 2>/dev/null'
doc "sudo -u postgres createdb --owner=waymark waymark_restored"
own "wm restore $backup --out /var/lib/waymark/opened"
doc "sudo -u waymark pg_restore --exit-on-error --no-owner --dbname=waymark_restored /var/lib/waymark/opened"
own "sed -i 's#///waymark?#///waymark_restored?#' /etc/waymark/settings.env && rm /var/lib/waymark/opened"
doc "wm db upgrade"
doc "wm audit verify"
serve
holds "who came after the backup is not there, and the others are" '[[ $(people) == 4 ]]'
say "Leaving"
halt
doc "ln -sfn /opt/waymark-new /opt/waymark"
doc "wm db upgrade"
own "wm export-everything /var/lib/waymark/out --as admin"
holds "the list is there, and every table" '[[ -s /var/lib/waymark/out/list.csv && -s /var/lib/waymark/out/tables/people.jsonl ]]'
own "sudo -u postgres dropdb waymark && sudo -u postgres dropdb waymark_restored"
own "nginx -s stop; rm -rf /etc/waymark /var/lib/waymark /var/backups/waymark"
