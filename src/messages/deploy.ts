import type { MessageTable } from "./text.js";

export const deployMessages = {
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
  "deploy.nothing-to-do": { en: "Nothing to change.", es: "Nada que cambiar." },
  "deploy.would": { en: "{service} {version}", es: "{service} {version}" },
  "deploy.would.build": { en: "build {image}", es: "construir {image}" },
  "deploy.would.start": { en: "start {instance}", es: "iniciar {instance}" },
  "deploy.would.route": { en: "route {path}", es: "encaminar {path}" },
  "deploy.would.remove.replaced": {
    en: "remove {instance} (replaced)",
    es: "retirar {instance} (sustituido)",
  },
  "deploy.would.remove.surplus": { en: "remove {instance} (surplus)", es: "retirar {instance} (sobrante)" },
  "deploy.would.remove.broken": {
    en: "remove {instance} (does not serve)",
    es: "retirar {instance} (no sirve)",
  },
  "deploy.state.deployed": { en: "deployed", es: "desplegado" },
  "deploy.state.unchanged": { en: "unchanged", es: "sin cambios" },
  "deploy.state.rolled-back": { en: "rolled back", es: "revertido" },
  "deploy.state.failed": { en: "failed", es: "fallido" },
} as const satisfies MessageTable;
