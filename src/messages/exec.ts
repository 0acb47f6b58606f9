import type { MessageTable } from "./text.js";

export const execMessages = {
  "command.exec.summary": {
    en: "Run a command on a running platform, and take everything down after it",
    es: "Ejecutar un comando con la plataforma en marcha, y detenerlo todo después",
  },
  "command.exec.description": {
    en: "Brings the platform up (with --deploy the services too), runs the command with the connection variables of msx env, and takes everything down: also when the command fails, runs out of time or is interrupted. The exit code is the command's; 124 when it ran out of time, 127 when it cannot be started. A platform that ran before is left running. Data is kept unless --volumes is given, as by msx down. No shell reads the command. With --json its output goes to stderr.",
    es: "Levanta la plataforma (con --deploy también los servicios), ejecuta el comando con las variables de conexión de msx env, y lo detiene todo: también si el comando falla, agota su tiempo o se interrumpe. El código de salida es el del comando; 124 si agotó su tiempo, 127 si no puede iniciarse. Una plataforma que ya estaba en marcha sigue en marcha. Los datos se conservan salvo con --volumes, como con msx down. Ningún shell lee el comando. Con --json su salida va a stderr.",
  },
  "flag.exec.engine": { en: "auto, docker or embedded", es: "auto, docker o embedded" },
  "flag.exec.only": {
    en: "these resources and what they depend on",
    es: "estos recursos y aquello de lo que dependen",
  },
  "flag.exec.deploy": { en: "deploy the services first", es: "desplegar antes los servicios" },
  "flag.exec.service": {
    en: "the variables of this service: its database too",
    es: "las variables de este servicio: también su base de datos",
  },
  "flag.exec.start-timeout": {
    en: "for each resource to become healthy and each service ready",
    es: "para que cada recurso esté sano y cada servicio listo",
  },
  "flag.exec.timeout": {
    en: "for the command; it is then asked to end, and killed 10 s later",
    es: "para el comando; entonces se le pide terminar, y 10 s después se le mata",
  },
  "flag.exec.volumes": {
    en: "remove the data too when everything is taken down",
    es: "eliminar también los datos al detenerlo todo",
  },
  "exec.running": { en: "Running: {command}", es: "Ejecutando: {command}" },
  "exec.left": {
    en: "The platform of {workspace} ran before, so it is left running.",
    es: "La plataforma de {workspace} ya estaba en marcha, así que sigue en marcha.",
  },
  "exec.not-down": {
    en: "Not everything was taken down: {detail}. Run: msx down",
    es: "No se detuvo todo: {detail}. Ejecuta: msx down",
  },
} as const satisfies MessageTable;
