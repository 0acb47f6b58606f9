import type { MessageTable } from "./text.js";

export const deployMessages = {
  "command.deploy.summary": {
    en: "Build the services and run them beside the platform",
    es: "Construir los servicios y ejecutarlos junto a la plataforma",
  },
  "command.deploy.description": {
    en: "Builds what changed, starts it, waits until it is ready, registered and routed, and only then drains what ran before. A version that does not get ready is removed again, and the one before goes on serving (exit 5). What did not change is left alone.",
    es: "Construye lo que cambió, lo inicia, espera a que esté listo, registrado y encaminado, y solo entonces drena lo anterior. Una versión que no llega a estar lista se retira y la anterior sigue sirviendo (salida 5). Lo que no cambió se deja como está.",
  },
  "arg.deploy.service": {
    en: "services to deploy (default: all of the workspace)",
    es: "servicios a desplegar (por defecto: todos los del espacio)",
  },
  "flag.deploy.target": { en: "where to deploy", es: "dónde desplegar" },
  "flag.deploy.replicas": {
    en: "how many instances of each service run",
    es: "cuántas instancias de cada servicio se ejecutan",
  },
  "flag.deploy.timeout": {
    en: "how long a new version may take to get ready and routed",
    es: "cuánto puede tardar una versión nueva en estar lista y encaminada",
  },
  "deploy.task": { en: "deploy {service}", es: "desplegar {service}" },
  "deploy.task.image": { en: "fetch {image}", es: "obtener {image}" },
  "deploy.image.present": { en: "present", es: "presente" },
  "deploy.step.queued": { en: "waiting for its turn to build", es: "esperando turno para construir" },
  "deploy.step.build": { en: "build: {line}", es: "construcción: {line}" },
  "deploy.step.starting": { en: "starting {instance}", es: "iniciando {instance}" },
  "deploy.step.waiting": {
    en: "waiting until {instance} is ready",
    es: "esperando a que {instance} esté listo",
  },
  "deploy.step.routing": { en: "routing requests to it", es: "encaminando peticiones hacia él" },
  "deploy.step.draining": { en: "draining {instance}", es: "drenando {instance}" },
  "deploy.done": { en: "{version} is live ({replicas})", es: "{version} está en servicio ({replicas})" },
  "deploy.unchanged": { en: "unchanged, {version} ({replicas})", es: "sin cambios, {version} ({replicas})" },
  "deploy.failed": { en: "{detail}", es: "{detail}" },
  "deploy.no-route": {
    en: "{service} has no route in gateway/ocelot.json: it runs, and the gateway does not lead to it",
    es: "{service} no tiene ruta en gateway/ocelot.json: funciona, pero la pasarela no conduce a él",
  },
  "deploy.proxy-unreachable": {
    en: "{variable} points to this machine's loopback, which a build cannot reach: it is not passed on",
    es: "{variable} apunta al loopback de esta máquina, que una construcción no alcanza: no se transmite",
  },
  "deploy.table.service": { en: "SERVICE", es: "SERVICIO" },
  "deploy.table.state": { en: "STATE", es: "ESTADO" },
  "deploy.table.version": { en: "VERSION", es: "VERSIÓN" },
  "deploy.table.replicas": { en: "REPLICAS", es: "RÉPLICAS" },
  "deploy.table.url": { en: "URL", es: "URL" },
  "deploy.state.deployed": { en: "deployed", es: "desplegado" },
  "deploy.state.unchanged": { en: "unchanged", es: "sin cambios" },
  "deploy.state.rolled-back": { en: "rolled back", es: "revertido" },
  "deploy.state.failed": { en: "failed", es: "falló" },
  "deploy.plan.nothing": { en: "Nothing to change.", es: "Nada que cambiar." },
  "deploy.plan.only": {
    en: "Nothing was changed: this is the plan.",
    es: "No se cambió nada: este es el plan.",
  },
  "deploy.plan.build": { en: "build {image}", es: "construir {image}" },
  "deploy.plan.start": { en: "start {instance}", es: "iniciar {instance}" },
  "deploy.plan.route": { en: "route {path}", es: "encaminar {path}" },
  "deploy.plan.replaced": { en: "remove {instance} (replaced)", es: "retirar {instance} (sustituido)" },
  "deploy.plan.surplus": { en: "remove {instance} (surplus)", es: "retirar {instance} (sobrante)" },
  "deploy.plan.broken": { en: "remove {instance} (does not serve)", es: "retirar {instance} (no sirve)" },
} as const satisfies MessageTable;
