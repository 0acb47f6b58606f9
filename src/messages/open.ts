import type { MessageTable } from "./text.js";

/** What `open` says. */
export const openMessages = {
  "command.open.summary": {
    en: "Open what a resource or service shows in the browser",
    es: "Abrir en el navegador lo que muestra un recurso o servicio",
  },
  "command.open.description": {
    en: "RabbitMQ's and Consul's own pages, the traces, the gateway's state, a service's contract. Without a name it lists what answers now. Without a terminal, in CI, and with --print or --json it only prints the address.",
    es: "Las páginas de RabbitMQ y Consul, las trazas, el estado del gateway, el contrato de un servicio. Sin nombre lista lo que responde ahora. Sin terminal, en CI, y con --print o --json solo escribe la dirección.",
  },
  "arg.open.name": { en: "a resource or a service", es: "un recurso o un servicio" },
  "flag.open.print": {
    en: "print the address instead of opening it",
    es: "escribir la dirección en vez de abrirla",
  },
  "open.none": {
    en: "Nothing to open answers. Run: msx up",
    es: "No responde nada que abrir. Ejecuta: msx up",
  },
  "open.login": {
    en: "user {user}, password in {variable} of msx env",
    es: "usuario {user}, contraseña en {variable} de msx env",
  },
  "open.failed": {
    en: "No browser could be started ({detail}); open the address yourself.",
    es: "No se pudo iniciar un navegador ({detail}); abre la dirección tú mismo.",
  },
} as const satisfies MessageTable;
