import type { MessageTable } from "./text.js";

/** What `msx emulator` says. */
export const emulatorMessages = {
  "emulator.listening": {
    en: "{name} listens on {url}, in memory only. Ctrl-C ends it.",
    es: "{name} escucha en {url}, solo en memoria. Ctrl-C lo termina.",
  },
  "emulator.listening.data": {
    en: "{name} listens on {url}, its data in {data}. Ctrl-C ends it.",
    es: "{name} escucha en {url}, con sus datos en {data}. Ctrl-C lo termina.",
  },
  "emulator.stopped": { en: "{name} has stopped.", es: "{name} se ha detenido." },

  "flag.port": {
    en: "port to listen on; 0 takes any that is free",
    es: "puerto en el que escuchar; 0 toma cualquiera libre",
  },
  "flag.host": { en: "address to listen on", es: "dirección en la que escuchar" },
  "flag.data": {
    en: "folder in which the data survives a restart; in memory only without",
    es: "carpeta donde los datos sobreviven a un reinicio; sin ella, solo en memoria",
  },

  "command.emulator.amqp.summary": {
    en: "Run an AMQP 0-9-1 broker in the foreground, without Docker",
    es: "Ejecutar un bróker AMQP 0-9-1 en primer plano, sin Docker",
  },
  "command.emulator.amqp.description": {
    en: "Takes guest with the password guest on the virtual host /. Clients of RabbitMQ work unchanged; what differs from it: docs/emulators/amqp.md.",
    es: "Admite guest con la contraseña guest en el host virtual /. Los clientes de RabbitMQ funcionan sin cambios; en qué se diferencia: docs/emulators/amqp.md.",
  },
} as const satisfies MessageTable;
