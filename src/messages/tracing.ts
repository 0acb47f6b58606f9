import type { MessageTable } from "./text.js";

/** What `msx traces` says. */
export const tracingMessages = {
  "traces.none": {
    en: "No traces yet. They appear a few seconds after a request: services hand them in in batches.",
    es: "Aún no hay trazas. Aparecen unos segundos después de una petición: los servicios las entregan por lotes.",
  },
  "traces.none-of-service": {
    en: "No trace of {service}. There are traces of: {services}",
    es: "Ninguna traza de {service}. Hay trazas de: {services}",
  },
  "traces.spans": { en: "spans: {count}", es: "tramos: {count}" },
  "traces.errors": { en: "failed: {count}", es: "con fallo: {count}" },
  "traces.next": {
    en: "One as a tree: msx traces TRACE-ID",
    es: "Una en forma de árbol: msx traces ID-DE-TRAZA",
  },
  "traces.head": {
    en: "{traceId}  {time}  {duration}, spans: {spans}, services: {services}",
    es: "{traceId}  {time}  {duration}, tramos: {spans}, servicios: {services}",
  },
  "traces.failed": { en: "failed {message}", es: "con fallo {message}" },
  "traces.parent-missing": {
    en: "… the span above it is the caller's own, was not kept, or is still to come.",
    es: "… el tramo superior es del propio llamante, no se conservó, o está por llegar.",
  },

  "command.traces.summary": {
    en: "Show what a request did, across services, as a tree with timings",
    es: "Mostrar lo que hizo una petición, a través de los servicios, como árbol con tiempos",
  },
  "command.traces.description": {
    en: "Lists the last traces; with an id, draws that one. Reads from the platform's tracing, whichever program stands behind it.",
    es: "Lista las últimas trazas; con un id, dibuja esa. Lee del rastreo de la plataforma, sea cual sea el programa que hay detrás.",
  },
  "arg.traces.trace": {
    en: "a trace's id, a traceparent, or latest; a list without",
    es: "el id de una traza, un traceparent, o latest; sin él, una lista",
  },
  "flag.traces.service": {
    en: "only traces in which this service took part",
    es: "solo las trazas en las que participó este servicio",
  },
  "flag.traces.limit": { en: "traces listed at most", es: "trazas que se listan como máximo" },
  "flag.traces.from": {
    en: "read from this OTLP receiver or Jaeger instead of the workspace's platform",
    es: "leer de este receptor OTLP o Jaeger en vez de la plataforma del espacio de trabajo",
  },
} as const satisfies MessageTable;
