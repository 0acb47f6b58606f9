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
  "emulator.dns": { en: "DNS on {address}.", es: "DNS en {address}." },
  "emulator.journal-tail-cut": {
    en: "{file}: its last {cutBytes} bytes are no whole record (a write that was cut short). What was written before, {keptBytes} bytes, is kept; those bytes are in {setAside}.",
    es: "{file}: sus últimos {cutBytes} bytes no son un registro completo (una escritura interrumpida). Lo escrito antes, {keptBytes} bytes, se conserva; esos bytes están en {setAside}.",
  },
  "emulator.journal-set-aside": {
    en: "{file} is not a journal of this emulator, or its beginning is damaged: it is in {setAside} now, and a new one was begun.",
    es: "{file} no es un diario de este emulador, o su comienzo está dañado: ahora está en {setAside}, y se empezó uno nuevo.",
  },
  "emulator.journal-write-failed": {
    en: "{file} cannot be written: {detail}. It is tried again until it can; nothing is confirmed meanwhile.",
    es: "No se puede escribir {file}: {detail}. Se reintenta hasta que se pueda; entretanto no se confirma nada.",
  },
  "emulator.management": { en: "Management API on {url}.", es: "API de gestión en {url}." },
  "emulator.stopped": { en: "{name} has stopped.", es: "{name} se ha detenido." },

  "flag.port": {
    en: "port to listen on; 0 takes any that is free",
    es: "puerto en el que escuchar; 0 toma cualquiera libre",
  },
  "flag.management-port": {
    en: "port to serve the management API on too; 0 takes any that is free; none without",
    es: "puerto en el que servir también la API de gestión; 0 toma cualquiera libre; sin él, no la hay",
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
  "command.emulator.aws.summary": {
    en: "Run AWS's Lambda, API Gateway, DynamoDB, S3, SQS, SNS, EventBridge and more on one port, without Docker",
    es: "Ejecutar Lambda, API Gateway, DynamoDB, S3, SQS, SNS, EventBridge y más de AWS en un solo puerto, sin Docker",
  },
  "command.emulator.aws.description": {
    en: "AWS's SDKs work unchanged with its URL as AWS_ENDPOINT_URL and any key; what is not emulated is refused, never ignored. Every operation and what differs from AWS: docs/emulators/aws.md.",
    es: "Los SDK de AWS funcionan sin cambios con su URL en AWS_ENDPOINT_URL y cualquier clave; lo que no se emula se rechaza, nunca se ignora. Cada operación y en qué se diferencia de AWS: docs/emulators/aws.md.",
  },
  "command.emulator.consul.summary": {
    en: "Run a Consul server with its agent in the foreground, without Docker",
    es: "Ejecutar un servidor de Consul con su agente en primer plano, sin Docker",
  },
  "command.emulator.consul.description": {
    en: "Services and checks, health, catalogue, keys, sessions, blocking queries; DNS with --dns-port. Clients of Consul work unchanged; what differs from it: docs/emulators/consul.md.",
    es: "Servicios y comprobaciones, salud, catálogo, claves, sesiones, consultas bloqueantes; DNS con --dns-port. Los clientes de Consul funcionan sin cambios; en qué se diferencia: docs/emulators/consul.md.",
  },
  "flag.dns-port": {
    en: "port to answer DNS on too, by UDP and TCP; 0 takes any that is free; no DNS without",
    es: "puerto en el que responder también a DNS, por UDP y TCP; 0 toma cualquiera libre; sin él, no hay DNS",
  },
  "command.emulator.otlp.summary": {
    en: "Run a receiver of OpenTelemetry traces, metrics and logs in the foreground",
    es: "Ejecutar un receptor de trazas, métricas y logs de OpenTelemetry en primer plano",
  },
  "command.emulator.otlp.description": {
    en: "Takes OTLP over HTTP, JSON and protobuf, and keeps the last of what came; how to read it back: docs/emulators/otlp.md.",
    es: "Admite OTLP sobre HTTP, JSON y protobuf, y conserva lo último que llegó; cómo leerlo: docs/emulators/otlp.md.",
  },
} as const satisfies MessageTable;
