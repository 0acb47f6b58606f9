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
  "command.db.reset.summary": {
    en: "Empty the database of a service: drop it, make it again, restart the service",
    es: "Vaciar la base de datos de un servicio: borrarla, crearla y reiniciar el servicio",
  },
  "command.db.reset.description": {
    en: "The service's instances are stopped, its database is dropped with everything in it and made again, and the instances start: they make their tables when they do. Nobody is served meanwhile, and events that were not published yet are gone. Asks first; without a terminal it needs --yes. A service under msx dev is not restarted: save one of its files.",
    es: "Se detienen las instancias del servicio, se borra su base de datos con todo su contenido y se crea de nuevo, y las instancias arrancan: al arrancar crean sus tablas. Mientras tanto no se atiende a nadie, y los eventos aún no publicados se pierden. Pregunta antes; sin terminal necesita --yes. Un servicio en msx dev no se reinicia: guarda uno de sus archivos.",
  },
  "arg.db.reset.service": { en: "the service", es: "el servicio" },
  "flag.db.reset.seed": {
    en: "put its sample data in afterwards (see msx db seed)",
    es: "cargar después sus datos de ejemplo (véase msx db seed)",
  },
  "flag.db.reset.timeout": {
    en: "how long its instances may take to be ready again",
    es: "cuánto pueden tardar sus instancias en volver a estar listas",
  },
  "db.reset.confirm": {
    en: "Remove all data of {service} (database {database}) and restart it?",
    es: "¿Eliminar todos los datos de {service} (base de datos {database}) y reiniciarlo?",
  },
  "db.reset.task": { en: "make {database} again", es: "crear de nuevo {database}" },
  "db.reset.done": { en: "{database} is empty again.", es: "{database} vuelve a estar vacía." },
  "db.reset.restarted": { en: "Restarted: {names}", es: "Reiniciado: {names}" },
  "db.reset.idle": {
    en: "No instance of {service} runs; it makes its tables when it starts: msx deploy {service}",
    es: "No hay ninguna instancia de {service}; crea sus tablas al arrancar: msx deploy {service}",
  },
  "db.reset.unchanged": { en: "Nothing was changed.", es: "No se cambió nada." },
  "db.reset.would": {
    en: "Would drop {database} and make it again, and restart: {names}",
    es: "Borraría {database} y la crearía de nuevo, y reiniciaría: {names}",
  },

  "command.db.seed.summary": {
    en: "Put the sample data of a service into its database",
    es: "Cargar los datos de ejemplo de un servicio en su base de datos",
  },
  "command.db.seed.description": {
    en: "Runs seeds/*.sql of the service's folder in the order of their names, as the service's own role, in one transaction: all of it or nothing.",
    es: "Ejecuta seeds/*.sql de la carpeta del servicio en el orden de sus nombres, con el rol del servicio, en una sola transacción: todo o nada.",
  },
  "arg.db.seed.service": { en: "the service", es: "el servicio" },
  "db.seed.done": { en: "Loaded into {database}: {files}", es: "Cargado en {database}: {files}" },
  "db.seed.would": { en: "Would load into {database}: {files}", es: "Cargaría en {database}: {files}" },
} as const satisfies MessageTable;
