import type { MessageTable } from "./text.js";

/** What `db` says. */
export const databaseMessages = {
  "command.db.shell.summary": {
    en: "Open psql in the database of a service, as its own role",
    es: "Abrir psql en la base de datos de un servicio, con su propio rol",
  },
  "command.db.shell.description": {
    en: "Runs SQL given by --command or piped in, else a session in the terminal. psql is the one beside the server, else this machine's; the exit code is its own (0, or 1 to 3), 130 when it was interrupted. With --json the rows come as one document: {results: [{command, rowCount, rows}]}.",
    es: "Ejecuta el SQL dado con --command o por tubería; si no, una sesión en la terminal. psql es el que está junto al servidor, o el de esta máquina; el código de salida es el suyo (0, o de 1 a 3), 130 si se interrumpió. Con --json las filas llegan en un documento: {results: [{command, rowCount, rows}]}.",
  },
  "arg.db.shell.service": { en: "the service", es: "el servicio" },
  "flag.db.shell.command": {
    en: "run this SQL and end",
    es: "ejecutar este SQL y terminar",
  },
  "flag.db.shell.admin": {
    en: "as the superuser instead of the service's role",
    es: "como superusuario en vez del rol del servicio",
  },
} as const satisfies MessageTable;
