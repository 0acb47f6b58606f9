import type { MessageTable } from "./text.js";

/** What `audit checklist --live` says while it experiments. */
export const auditLiveMessages = {
  "flag.audit.checklist.live": {
    en: "also prove it on the running platform: break things, look, mend them (arguments are services)",
    es: "probarlo también en la plataforma en marcha: romper cosas, mirar, repararlas (los argumentos son servicios)",
  },
  "flag.audit.checklist.experiment": {
    en: "only this experiment of --live; repeatable",
    es: "solo este experimento de --live; repetible",
  },
  "flag.audit.checklist.seed": {
    en: "of what --live makes up for requests; another one each time without it",
    es: "de lo que --live inventa para las peticiones; otra cada vez si no se indica",
  },
  "audit.live.preparing": {
    en: "Looking for requests that work, in the contracts (seed {seed})",
    es: "Buscando peticiones que funcionen, en los contratos (semilla {seed})",
  },
  "audit.live.task": { en: "{en}", es: "{es}" },
  "audit.live.stopping": { en: "stopping {what}", es: "deteniendo {what}" },
  "audit.live.starting": { en: "starting {what} again", es: "iniciando {what} de nuevo" },
  "audit.live.watching": { en: "watching {what}", es: "observando {what}" },
  "audit.live.sending": { en: "sending {count} requests", es: "enviando {count} peticiones" },
  "audit.live.poisoning": {
    en: "sending an unreadable message to {queue}",
    es: "enviando un mensaje ilegible a {queue}",
  },
  "audit.live.calling": {
    en: "waiting for a call to {service}",
    es: "esperando una llamada a {service}",
  },
  "audit.live.slow": {
    en: "{service} answers after {ms} ms",
    es: "{service} responde tras {ms} ms",
  },
  "audit.live.recovering": {
    en: "{service} answers at once again: waiting for the next call",
    es: "{service} responde al instante de nuevo: esperando la siguiente llamada",
  },
  "audit.live.loading": { en: "{service} under load", es: "{service} bajo carga" },
  "audit.live.scaling": {
    en: "starting {service} as {replicas} replicas",
    es: "iniciando {service} con {replicas} réplicas",
  },
  "audit.live.tracing": { en: "following a request", es: "siguiendo una petición" },
  "audit.live.reading": { en: "reading /openapi.json", es: "leyendo /openapi.json" },
  "audit.live.fuzzing": {
    en: "{count} requests to {service}",
    es: "{count} peticiones a {service}",
  },
  "audit.live.done": {
    en: "{pass} pass, {fail} fail, {manual} undecided",
    es: "{pass} cumplen, {fail} fallan, {manual} sin decidir",
  },
  "audit.live.excused": { en: "applies to no service", es: "no aplica a ningún servicio" },
  "audit.live.mending": {
    en: "Interrupted: mending what was broken on purpose (Ctrl-C again leaves it to the next command)",
    es: "Interrumpido: se repara lo que se rompió a propósito (otro Ctrl-C lo deja al siguiente comando)",
  },
} as const satisfies MessageTable;
