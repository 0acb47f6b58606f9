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
  "flag.deploy.canary": {
    en: "run the new version beside the present one, with this share of the requests (1 to 99)",
    es: "ejecutar la versión nueva junto a la actual, con esta parte de las peticiones (1 a 99)",
  },
  "command.rollback.summary": {
    en: "Put the version that ran before back, or take a canary back",
    es: "Volver a la versión anterior, o retirar un canario",
  },
  "command.rollback.description": {
    en: "Starts the version that ran before the present one, with the settings it had, waits until it is ready and routed, and only then drains the present one. While a canary runs, only the canary is taken back. A second rollback returns to the newer version. The sources are not touched: the next msx deploy deploys them again.",
    es: "Inicia la versión anterior a la actual, con los ajustes que tenía, espera a que esté lista y encaminada, y solo entonces drena la actual. Mientras haya un canario, solo se retira el canario. Una segunda reversión vuelve a la versión más nueva. Las fuentes no se tocan: el próximo msx deploy las despliega de nuevo.",
  },
  "arg.rollback.service": { en: "service to roll back", es: "servicio a revertir" },
  "flag.rollback.target": { en: "where the service was deployed", es: "dónde se desplegó el servicio" },
  "flag.rollback.timeout": {
    en: "how long the version before may take to get ready and routed",
    es: "cuánto puede tardar la versión anterior en estar lista y encaminada",
  },
  "deploy.task.rollback": { en: "roll back {service}", es: "revertir {service}" },
  "deploy.task.canary": { en: "canary of {service}", es: "canario de {service}" },
  "deploy.done.canary": {
    en: "{version} gets {percent} % of the requests, {stable} the rest",
    es: "{version} recibe el {percent} % de las peticiones, {stable} el resto",
  },
  "deploy.canary": {
    en: "{service}: the canary {version} gets {percent} % of the requests ({replicas})",
    es: "{service}: el canario {version} recibe el {percent} % de las peticiones ({replicas})",
  },
  "deploy.canary.next": {
    en: "More: msx deploy {service} --canary 50. For everyone: msx deploy {service}. Back: msx rollback {service}",
    es: "Más: msx deploy {service} --canary 50. Para todos: msx deploy {service}. Atrás: msx rollback {service}",
  },
  "deploy.plan.canary": {
    en: "send {percent} % of the requests to {version}",
    es: "enviar el {percent} % de las peticiones a {version}",
  },
  "deploy.plan.withdrawn": { en: "remove {instance} (canary)", es: "retirar {instance} (canario)" },
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
