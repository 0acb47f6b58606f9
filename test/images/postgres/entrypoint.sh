#!/bin/bash
# Follows the contract of Docker Hub's `postgres` image as far as msx and its users rely on it: POSTGRES_USER,
# POSTGRES_PASSWORD, POSTGRES_DB (each also as _FILE), POSTGRES_HOST_AUTH_METHOD, POSTGRES_INITDB_ARGS,
# /docker-entrypoint-initdb.d, and a first start during which the server listens on its socket only.
set -Eeuo pipefail

[[ ${1:-} != -* ]] || set -- postgres "$@"
[ "${1:-}" = postgres ] || exec "$@"

if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" && chmod 700 "$PGDATA"
  find "$PGDATA" ! -user postgres -exec chown postgres: {} +
  HOME=/var/lib/postgresql exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$0" "$@"
fi

setting() { # NAME DEFAULT: the variable, else the content of the file that NAME_FILE names, else the default
  local file_variable=$1_FILE
  if [ -n "${!file_variable:-}" ]; then cat "${!file_variable}"; else printf %s "${!1:-$2}"; fi
}

initialise() {
  local user password database method
  user=$(setting POSTGRES_USER postgres)
  password=$(setting POSTGRES_PASSWORD "")
  database=$(setting POSTGRES_DB "$user")
  method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
  if [ -z "$password" ] && [ "$method" != trust ]; then
    echo "Error: the database is not initialised and POSTGRES_PASSWORD is empty." >&2
    exit 1
  fi

  # POSTGRES_INITDB_ARGS is split on purpose: it holds a list of arguments.
  # shellcheck disable=SC2086
  initdb --username="$user" --pgdata="$PGDATA" --pwfile=<(printf '%s\n' "$password") ${POSTGRES_INITDB_ARGS:-}
  printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"
  printf "\nlisten_addresses = '*'\n" >>"$PGDATA/postgresql.conf"

  export PGUSER=$user PGPASSWORD=$password
  pg_ctl start --wait --silent --options="-c listen_addresses=''"
  [ "$database" = postgres ] ||
    psql --no-psqlrc --set ON_ERROR_STOP=1 --dbname postgres --set name="$database" <<<'CREATE DATABASE :"name";'
  run_initialisation_files "$database"
  pg_ctl stop --wait --silent --mode=fast
  unset PGUSER PGPASSWORD
}

run_initialisation_files() { # DATABASE
  local file sql=(psql --no-psqlrc --no-password --set ON_ERROR_STOP=1 --dbname "$1")
  for file in /docker-entrypoint-initdb.d/*; do
    echo "initialising: $file"
    case $file in
      *.sql) "${sql[@]}" --file "$file" ;;
      *.sql.gz) gunzip --stdout "$file" | "${sql[@]}" ;;
      *.sh) if [ -x "$file" ]; then "$file"; else . "$file"; fi ;;
      *) echo "ignored: $file" ;;
    esac
  done
}

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  shopt -s nullglob
  initialise
  echo 'PostgreSQL init process complete; ready for start up.'
fi
unset POSTGRES_PASSWORD
exec "$@"
