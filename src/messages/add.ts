import type { MessageTable } from "./text.js";

/** The help of `msx add …`, what it says, and what it asks. */
export const addMessages = {
  "command.add.endpoint.summary": {
    en: "add an HTTP operation: contract, validated route, use case to write, tests, page",
    es: "añadir una operación HTTP: contrato, ruta validada, caso de uso por escribir, pruebas, página",
  },
  "command.add.endpoint.description": {
    en: "New files, and a few lines inserted where the service registers its routes; what you wrote is not touched. The use case answers 501 until you write it. With GET and DELETE the fields are query parameters, else the body.",
    es: "Archivos nuevos, y unas líneas insertadas donde el servicio registra sus rutas; lo que escribiste no se toca. El caso de uso responde 501 hasta que lo escribas. Con GET y DELETE los campos son parámetros de consulta; si no, el cuerpo.",
  },
  "arg.add.endpoint.name": {
    en: "the operation: archiveItem or archive-item",
    es: "la operación: archiveItem o archive-item",
  },
  "flag.add.endpoint.method": { en: "HTTP method", es: "método HTTP" },
  "flag.add.endpoint.path": {
    en: "below the service's base path: /items/{id}/archive",
    es: "bajo la ruta base del servicio: /items/{id}/archive",
  },
  "flag.add.endpoint.field": {
    en: "of the request, repeatable: reason:string, tags:string[]?, at:date-time",
    es: "de la petición, repetible: reason:string, tags:string[]?, at:date-time",
  },
  "flag.add.endpoint.returns": {
    en: "of the answer, repeatable; without any it is 204",
    es: "de la respuesta, repetible; sin ninguno es 204",
  },
  "command.add.event.summary": {
    en: "add an event the service publishes: contract, type and factory, tests, page",
    es: "añadir un evento que publica el servicio: contrato, tipo y constructor, pruebas, página",
  },
  "command.add.event.description": {
    en: "The body has the entity's id and the time besides your fields. It leaves through the transactional outbox: the page it makes shows the one line that sends it.",
    es: "El cuerpo lleva el id de la entidad y la hora además de tus campos. Sale por el outbox transaccional: la página que crea muestra la línea que lo envía.",
  },
  "arg.add.event.name": {
    en: "what happened, in the past tense: ItemArchived",
    es: "lo que ocurrió, en pasado: ItemArchived",
  },
  "flag.add.event.field": {
    en: "of the body, repeatable: reason:string, tags:string[]?, at:date-time",
    es: "del cuerpo, repetible: reason:string, tags:string[]?, at:date-time",
  },
  "command.add.consumer.summary": {
    en: "add a consumer of another service's event: contract, schema, idempotent handler, tests, page",
    es: "añadir un consumidor de un evento ajeno: contrato, esquema, manejador idempotente, pruebas, página",
  },
  "command.add.consumer.description": {
    en: "Reads the publisher's contracts/asyncapi.json. The event gets a queue of its own with retry and dead-letter queue, and is handled once however often it is delivered. So far it is noted in the log: write what follows.",
    es: "Lee contracts/asyncapi.json de quien publica. El evento tiene su cola, con reintento y cola de descarte, y se procesa una vez por más que se entregue. Por ahora se anota en el registro: escribe lo que sigue.",
  },
  "arg.add.consumer.event": { en: "the event: UserCreated", es: "el evento: UserCreated" },
  "flag.add.consumer.from": { en: "the service that publishes it", es: "el servicio que lo publica" },
  "command.add.call.summary": {
    en: "add a call to another service: port, resilient client, tests with a stand-in, page",
    es: "añadir una llamada a otro servicio: puerto, cliente resiliente, pruebas con un doble, página",
  },
  "command.add.call.description": {
    en: "Reads the other service's contracts/openapi.json. The client finds it through Consul, with timeout, retries where repeating is safe, and circuit breaker.",
    es: "Lee contracts/openapi.json del otro servicio. El cliente lo encuentra por Consul, con tiempo límite, reintentos donde repetir es seguro, y circuit breaker.",
  },
  "arg.add.call.callee": { en: "the service that is called", es: "el servicio al que se llama" },
  "flag.add.call.operation": {
    en: 'an operationId, or "GET /api/v1/payments/{id}"',
    es: 'un operationId, o "GET /api/v1/payments/{id}"',
  },
  "flag.add.call.name": {
    en: "what it is called here (default: the operationId)",
    es: "cómo se llama aquí (por defecto: el operationId)",
  },
  "flag.service": {
    en: "the service that grows (default: the one of this folder, or the only one)",
    es: "el servicio que crece (por defecto: el de esta carpeta, o el único)",
  },
  "add.made": { en: "{service}: {kind} {name} added", es: "{service}: {kind} {name} añadido" },
  "add.planned": {
    en: "{service}: {kind} {name} would be added",
    es: "{service}: se añadiría {kind} {name}",
  },
  "add.nothing-written": { en: "Nothing was written.", es: "No se escribió nada." },
  "add.next": { en: "Next:", es: "Ahora:" },
  "add.ask.service": { en: "Which service? ({known})", es: "¿Qué servicio? ({known})" },
  "add.ask.endpoint": {
    en: "Name of the operation, such as archiveItem",
    es: "Nombre de la operación, como archiveItem",
  },
  "add.ask.method": { en: "HTTP method", es: "Método HTTP" },
  "add.ask.path": { en: "Path, such as /items/{id}/archive", es: "Ruta, como /items/{id}/archive" },
  "add.ask.event": { en: "What happened, such as ItemArchived", es: "Lo que ocurrió, como ItemArchived" },
  "add.ask.consumed": { en: "Which event, such as UserCreated", es: "Qué evento, como UserCreated" },
  "add.ask.from": { en: "Which service publishes it?", es: "¿Qué servicio lo publica?" },
  "add.ask.callee": { en: "Which service is called?", es: "¿A qué servicio se llama?" },
  "add.ask.operation": { en: "Which operation of it?", es: "¿Qué operación suya?" },
  "add.choice.get": { en: "GET: read", es: "GET: leer" },
  "add.choice.post": { en: "POST: do, create", es: "POST: hacer, crear" },
  "add.choice.put": { en: "PUT: replace", es: "PUT: reemplazar" },
  "add.choice.patch": { en: "PATCH: change a part", es: "PATCH: cambiar una parte" },
  "add.choice.delete": { en: "DELETE: remove", es: "DELETE: quitar" },
} as const satisfies MessageTable;
