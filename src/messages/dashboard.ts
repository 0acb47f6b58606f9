import type { MessageTable } from "./text.js";

/** What `dashboard` says in the terminal; the page's own texts are in dashboard-page.ts. */
export const dashboardMessages = {
  "dashboard.listening": {
    en: "The dashboard is at {url}\nThe address is for this machine and for you: its token opens the page. Ctrl-C ends it.",
    es: "El panel está en {url}\nLa dirección es para esta máquina y para ti: su token abre la página. Ctrl-C lo termina.",
  },
  "dashboard.stopped": { en: "The dashboard has ended.", es: "El panel ha terminado." },

  "command.dashboard.summary": {
    en: "Show the workspace live on one local page: services, logs, traces, events, routes, audit",
    es: "Mostrar el espacio de trabajo en vivo en una página local: servicios, registros, trazas, eventos, rutas, auditoría",
  },
  "command.dashboard.description": {
    en: "Serves a page on 127.0.0.1 that only reads, until Ctrl-C. In a terminal it opens the browser. Nothing is loaded from anywhere else, and without the token of the printed address nothing is shown.",
    es: "Sirve en 127.0.0.1 una página que solo lee, hasta Ctrl-C. En un terminal abre el navegador. No se carga nada de ningún otro sitio, y sin el token de la dirección escrita no se muestra nada.",
  },
  "flag.dashboard.port": {
    en: "port to listen on; 0 takes any that is free; without, 7575 or the next free one",
    es: "puerto en el que escuchar; 0 toma cualquiera libre; sin él, 7575 o el siguiente libre",
  },
  "flag.dashboard.open": {
    en: "open the browser; --no-open does not (default: only in a terminal, and not in CI)",
    es: "abrir el navegador; --no-open no lo hace (por defecto: solo en un terminal, y no en CI)",
  },
} as const satisfies MessageTable;
