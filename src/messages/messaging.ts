import type { MessageTable } from "./text.js";

/** What `events` and `dlq` say. */
export const messagingMessages = {
  "events.tail.waiting": {
    en: "Watching {exchanges}; events appear as they are published. Ctrl-C ends.",
    es: "Observando {exchanges}; los eventos aparecen al publicarse. Ctrl-C termina.",
  },
  "dlq.queue": { en: "{name}: {count}", es: "{name}: {count}" },
  "dlq.more": { en: "   … and {count} more (--limit)", es: "   … y {count} más (--limit)" },
  "dlq.next": {
    en: "Give them back when the cause is mended: msx dlq replay [NAME] [--id ID]",
    es: "Devuélvelos cuando la causa esté reparada: msx dlq replay [NOMBRE] [--id ID]",
  },
  "dlq.empty": { en: "No dead letters.", es: "No hay mensajes fallidos." },
  "dlq.replayed": {
    en: "{name}: {count} replayed, {left} left",
    es: "{name}: {count} reenviados, quedan {left}",
  },
  "dlq.would-replay": {
    en: "{name}: {count} would be replayed, {left} left",
    es: "{name}: se reenviarían {count}, quedarían {left}",
  },

  "command.events.tail.summary": {
    en: "Watch the events that services publish, as they happen",
    es: "Ver los eventos que publican los servicios, según ocurren",
  },
  "command.events.tail.description": {
    en: "Copies of the events go to a queue of its own: no consumer misses one. Earlier events are not shown.",
    es: "Las copias de los eventos van a una cola propia: ningún consumidor pierde uno. No se muestran los anteriores.",
  },
  "arg.events.tail.service": {
    en: "services whose events to show; all without a name",
    es: "servicios cuyos eventos mostrar; todos sin nombre",
  },
  "flag.events.tail.type": { en: "only this type; repeatable", es: "solo este tipo; repetible" },
  "flag.events.tail.count": { en: "end after so many events", es: "terminar tras tantos eventos" },
  "flag.events.tail.for": { en: "end after this time", es: "terminar pasado este tiempo" },

  "command.dlq.list.summary": {
    en: "Show the events that consumers gave up, and why",
    es: "Mostrar los eventos que los consumidores dieron por fallidos, y por qué",
  },
  "command.dlq.list.description": {
    en: "Looks into the dead-letter queues of the workspace's consumers. The messages stay there, in their order.",
    es: "Mira en las colas de mensajes fallidos de los consumidores del espacio. Los mensajes se quedan, en su orden.",
  },
  "arg.dlq.list.name": {
    en: "services or queues; all without a name",
    es: "servicios o colas; todos sin nombre",
  },
  "flag.dlq.list.limit": { en: "messages shown of each queue", es: "mensajes que se muestran de cada cola" },

  "command.dlq.replay.summary": {
    en: "Give events that were given up back to their consumers",
    es: "Devolver a sus consumidores los eventos dados por fallidos",
  },
  "command.dlq.replay.description": {
    en: "Each message goes to the queue it failed in, as new, and leaves the dead-letter queue when the broker has it safely. Consumers know by its id what they have handled already.",
    es: "Cada mensaje va a la cola donde falló, como nuevo, y sale de la cola de fallidos cuando el bróker lo tiene a salvo. Los consumidores saben por su id lo que ya trataron.",
  },
  "arg.dlq.replay.name": {
    en: "services or queues; all without a name",
    es: "servicios o colas; todos sin nombre",
  },
  "flag.dlq.replay.id": {
    en: "only the event of this id; repeatable",
    es: "solo el evento de este id; repetible",
  },
} as const satisfies MessageTable;
