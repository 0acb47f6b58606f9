import type { MessageTable } from "./text.js";

/** The help of `msx new …`, what it says, and what it asks. */
export const generatorMessages = {
  "command.new.workspace.summary": {
    en: "make a workspace: platform settings, gateway routes and a place for services",
    es: "crear un espacio de trabajo: ajustes de la plataforma, rutas y un lugar para los servicios",
  },
  "command.new.workspace.description": {
    en: "Writes a new folder of that name, all or nothing. With --reference it holds the guideline's user, payment and order services, ready for msx up and msx deploy.",
    es: "Escribe una carpeta nueva con ese nombre, todo o nada. Con --reference contiene los servicios de usuarios, pagos y pedidos de la guía, listos para msx up y msx deploy.",
  },
  "arg.new.workspace.name": {
    en: "2 to 40 lower-case letters, digits and single hyphens",
    es: "de 2 a 40 minúsculas, dígitos y guiones simples",
  },
  "flag.new.workspace.reference": {
    en: "with user-service, payment-service and order-service",
    es: "con user-service, payment-service y order-service",
  },
  "command.new.service.summary": {
    en: "make a service that complies from the first commit, and route it at the gateway",
    es: "crear un servicio que cumple desde el primer commit, con su ruta en la puerta de enlace",
  },
  "command.new.service.description": {
    en: "Run it inside a workspace. Without --reference or --entity it asks; with --yes the entity comes from the name (item-service keeps Item).",
    es: "Ejecútalo dentro de un espacio de trabajo. Sin --reference ni --entity pregunta; con --yes la entidad sale del nombre (item-service guarda Item).",
  },
  "arg.new.service.name": {
    en: "2 to 40 lower-case letters, digits and single hyphens",
    es: "de 2 a 40 minúsculas, dígitos y guiones simples",
  },
  "arg.new.lambda.name": {
    en: "2 to 40 lower-case letters, digits and single hyphens",
    es: "de 2 a 40 minúsculas, dígitos y guiones simples",
  },
  "flag.reference": {
    en: "one of the guideline's services",
    es: "uno de los servicios de la guía",
  },
  "flag.new.service.entity": {
    en: "what it creates, reads, updates and deletes, in PascalCase",
    es: "lo que crea, lee, modifica y borra, en PascalCase",
  },
  "flag.plural": {
    en: "the entity's plural, where the English rules get it wrong",
    es: "el plural de la entidad, donde las reglas del inglés no acierten",
  },
  "flag.owner": {
    en: "the team (default: team-<name without -service>)",
    es: "el equipo (por defecto: team-<nombre sin -service>)",
  },
  "flag.ci": {
    en: "what checks it and promotes it to dev, staging and production (default: the workspace's)",
    es: "qué lo comprueba y lo promueve a dev, staging y production (por defecto: lo del espacio de trabajo)",
  },
  "flag.new.service.database": {
    en: "none: keeps nothing between requests, and so has no events either (default: postgres)",
    es: "none: no guarda nada entre peticiones y, por eso, tampoco tiene eventos (por defecto: postgres)",
  },
  "flag.new.service.messaging": {
    en: "none: publishes and consumes no events (default: rabbitmq)",
    es: "none: no publica ni consume eventos (por defecto: rabbitmq)",
  },
  "command.new.gateway.summary": {
    en: "make a gateway for a .NET team, which reads the workspace's gateway/ocelot.json",
    es: "crear una puerta de enlace para un equipo .NET, que lee gateway/ocelot.json del espacio de trabajo",
  },
  "command.new.gateway.description": {
    en: "Writes gateway/KIND inside a workspace, all or nothing: the routes stay where they are, and the gateway that msx up runs stays as it is.",
    es: "Escribe gateway/TIPO dentro de un espacio de trabajo, todo o nada: las rutas siguen donde están, y la puerta de enlace que ejecuta msx up queda como está.",
  },
  "flag.new.gateway.stack": {
    en: "what it is written in; the gateway of msx up is the one in TypeScript",
    es: "en qué está escrita; la de msx up es la que está en TypeScript",
  },
  "flag.new.gateway.kind": {
    en: "what it is built on; the one on Ocelot could not be built where msx is tested, and says so",
    es: "sobre qué está construida; la de Ocelot no se pudo compilar donde se prueba msx, y lo dice",
  },
  "new.gateway.made": {
    en: "Gateway {name}: {files} files in {path}",
    es: "Puerta de enlace {name}: {files} archivos en {path}",
  },
  "new.gateway.planned": {
    en: "Gateway {name} would be {files} files in {path}",
    es: "La puerta de enlace {name} serían {files} archivos en {path}",
  },
  "command.new.lambda.summary": {
    en: "make a serverless service: functions, infrastructure, tests; and route it at the gateway",
    es: "crear un servicio serverless: funciones, infraestructura, pruebas; y su ruta en la puerta de enlace",
  },
  "command.new.lambda.description": {
    en: "Run it inside a workspace; the same as msx new service --form lambda. With --trigger the entity comes from the name (item-service is about Item) unless --entity says otherwise.",
    es: "Ejecútalo dentro de un espacio de trabajo; lo mismo que msx new service --form lambda. Con --trigger la entidad sale del nombre (item-service trata de Item) salvo que --entity diga otra cosa.",
  },
  "flag.trigger": {
    en: "what starts its functions: requests, events from a queue, objects in S3, changes of a table (default: api)",
    es: "qué inicia sus funciones: peticiones, eventos de una cola, objetos en S3, cambios de una tabla (por defecto: api)",
  },
  "flag.new.lambda.entity": {
    en: "what it is about, in PascalCase",
    es: "de qué trata, en PascalCase",
  },
  "flag.iac": {
    en: "write the infrastructure as template.yaml (AWS SAM) or serverless.yml (default: sam)",
    es: "escribir la infraestructura como template.yaml (AWS SAM) o serverless.yml (por defecto: sam)",
  },
  "flag.form": {
    en: "a container, or functions on AWS Lambda",
    es: "un contenedor o funciones en AWS Lambda",
  },
  "flag.new.workspace.ci": {
    en: "what checks services and promotes them to dev, staging and production (default: github)",
    es: "qué comprueba los servicios y los promueve a dev, staging y production (por defecto: github)",
  },
  "flag.new.workspace.stack": {
    en: "language of the reference services: of all, or each by name (user=dotnet,order=dotnet)",
    es: "lenguaje de los servicios de referencia: de todos, o de cada uno por su nombre (user=dotnet,order=dotnet)",
  },
  "flag.stack": { en: "language of the service", es: "lenguaje del servicio" },
  "new.framework.ended": {
    en: "net8.0 is out of support since 2026-11-10: no security fixes; leave --framework out to get net10.0",
    es: "net8.0 no tiene soporte desde el 2026-11-10: sin correcciones de seguridad; quita --framework para usar net10.0",
  },
  "flag.framework": {
    en: "with --stack dotnet: what it is compiled for, net10.0 unless told otherwise",
    es: "con --stack dotnet: para qué se compila, net10.0 si no se dice otra cosa",
  },
  "new.workspace.made": {
    en: "Workspace {name}: {files} files in {path}",
    es: "Espacio de trabajo {name}: {files} archivos en {path}",
  },
  "new.service.made": {
    en: "Service {name}: {files} files in {path}",
    es: "Servicio {name}: {files} archivos en {path}",
  },
  "new.workspace.planned": {
    en: "Workspace {name} would be {files} files in {path}",
    es: "El espacio de trabajo {name} serían {files} archivos en {path}",
  },
  "new.service.planned": {
    en: "Service {name} would be {files} files in {path}",
    es: "El servicio {name} serían {files} archivos en {path}",
  },
  "new.route": {
    en: "gateway: {upstream} → {downstream}",
    es: "puerta de enlace: {upstream} → {downstream}",
  },
  "new.next": { en: "Next:", es: "Ahora:" },
  "new.nothing-written": { en: "Nothing was written.", es: "No se escribió nada." },
  "new.ask.workspace": { en: "Name of the workspace", es: "Nombre del espacio de trabajo" },
  "new.ask.service": { en: "Name of the service", es: "Nombre del servicio" },
  "new.ask.subject": { en: "What is the service about?", es: "¿De qué trata el servicio?" },
  "new.ask.entity": { en: "Name of the entity, in PascalCase", es: "Nombre de la entidad, en PascalCase" },
  "new.choice.entity": {
    en: "an entity of yours",
    es: "una entidad tuya",
  },
  "new.ask.uses": { en: "What does it rely on?", es: "¿En qué se apoya?" },
  "new.choice.events": {
    en: "a database and events: create, read, update, delete, and the others hear of it",
    es: "una base de datos y eventos: crear, leer, modificar, borrar, y los demás se enteran",
  },
  "new.choice.database": {
    en: "a database only: create, read, update, delete",
    es: "solo una base de datos: crear, leer, modificar, borrar",
  },
  "new.choice.nothing": {
    en: "nothing: it answers from what it was built with, or asks other services",
    es: "en nada: responde con lo que lleva dentro o pregunta a otros servicios",
  },
  "new.choice.user": {
    en: "users, as in the guideline: event store",
    es: "usuarios, como en la guía: almacén de eventos",
  },
  "new.choice.payment": {
    en: "payments, as in the guideline: idempotent, refundable",
    es: "pagos, como en la guía: idempotentes, reembolsables",
  },
  "new.choice.order": {
    en: "orders, as in the guideline: saga with compensation",
    es: "pedidos, como en la guía: saga con compensación",
  },
} as const satisfies MessageTable;
