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
  "flag.deploy.target": {
    en: "where to deploy (default: by each service's form)",
    es: "dónde desplegar (por defecto: según la forma de cada servicio)",
  },
  "flag.deploy.parameter": {
    en: "a value for a parameter of the functions' template (several times)",
    es: "un valor para un parámetro de la plantilla de las funciones (varias veces)",
  },
  "flag.deploy.yes": {
    en: "do not ask before anything off this machine is changed",
    es: "no preguntar antes de cambiar algo fuera de esta máquina",
  },
  "command.invoke.summary": {
    en: "Run a deployed function once and print its answer",
    es: "Ejecutar una vez una función desplegada e imprimir su respuesta",
  },
  "command.invoke.description": {
    en: "Invokes the version that serves, or the one of --qualifier, and waits. A function that fails ends with exit 5, its error as the answer.",
    es: "Invoca la versión en servicio, o la de --qualifier, y espera. Una función que falla termina con salida 5 y su error como respuesta.",
  },
  "arg.invoke.service": {
    en: "the service whose function it is",
    es: "el servicio al que pertenece la función",
  },
  "flag.invoke.function": {
    en: "which of its functions: logical id, name, or the end of it",
    es: "cuál de sus funciones: id lógico, nombre, o su final",
  },
  "flag.invoke.event": {
    en: "a file with the event's JSON, - for standard input (default: {})",
    es: "un archivo con el JSON del evento, - para la entrada estándar (por defecto: {})",
  },
  "flag.invoke.qualifier": {
    en: "a version or an alias (default: the one that serves)",
    es: "una versión o un alias (por defecto: la que sirve)",
  },
  "flag.invoke.tail": {
    en: "also the end of what it logged (4 KB), on standard error",
    es: "también el final de lo que registró (4 KB), por la salida de errores",
  },
  "invoke.failed": {
    en: "{function} failed (version {version}):",
    es: "{function} falló (versión {version}):",
  },
  "flag.endpoint": {
    en: "where AWS's API is, for functions (default: the platform's own)",
    es: "dónde está la API de AWS, para funciones (por defecto: la de la plataforma)",
  },
  "flag.profile": {
    en: "AWS itself, by a profile of its configuration files",
    es: "AWS mismo, con un perfil de sus archivos de configuración",
  },
  "flag.region": { en: "AWS region", es: "región de AWS" },
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
  "deploy.functions.unchanged": { en: "unchanged, {version}", es: "sin cambios, {version}" },
  "deploy.functions.removing": {
    en: "remove the functions of {service}",
    es: "eliminar las funciones de {service}",
  },
  "deploy.functions.removed": { en: "{count} resources removed", es: "{count} recursos eliminados" },
  "flag.down.target": {
    en: "only what was deployed as functions, at the platform's AWS or the one that is named; the platform stays",
    es: "solo lo desplegado como funciones, en el AWS de la plataforma o el indicado; la plataforma se queda",
  },
  "deploy.functions.done": {
    en: "{version} is live at {place}",
    es: "{version} está en servicio en {place}",
  },
  "deploy.functions.confirm": {
    en: "This changes {place}, which is not on this machine. Go on?",
    es: "Esto cambia {place}, que no está en esta máquina. ¿Continuar?",
  },
  "deploy.step.resource": { en: "{resource} {status}", es: "{resource} {status}" },
  "deploy.step.smoke": { en: "trying {function}: {what}", es: "probando {function}: {what}" },
  "deploy.step.alias": { en: "moving the aliases to it", es: "moviendo los alias a ella" },
  "deploy.smoke.none": {
    en: "{service}: {function} serves untried; a sample in events/smoke.json would try it",
    es: "{service}: {function} sirve sin probarse; una muestra en events/smoke.json la probaría",
  },
  "deploy.moto.versions": {
    en: "moto runs the newest code of a function, tried or not, whatever its aliases lead to; there is no rollback: {services}",
    es: "moto ejecuta el código más nuevo de una función, probado o no, lleven adonde lleven sus alias; no hay vuelta atrás: {services}",
  },
  "deploy.moto.served": {
    en: "{service}: {version} serves all the same, since moto runs the newest code",
    es: "{service}: {version} sirve igualmente, porque moto ejecuta el código más nuevo",
  },
  "deploy.moto.provisioned": {
    en: "moto has no provisioned concurrency, so it is left out: {services}",
    es: "moto no tiene concurrencia aprovisionada, así que se omite: {services}",
  },
  "deploy.moto.unread": {
    en: "On moto nothing reads these streams, so what follows from a write does not happen: moto would send everything again for each event that comes back, without end: {names}",
    es: "En moto nada lee estos flujos, así que lo que sigue a una escritura no ocurre: moto lo reenviaría todo por cada evento que vuelve, sin fin: {names}",
  },
  "deploy.moto.queues": {
    en: "moto reads a queue only when something is sent to it: delayed messages, and those of a failed call, wait for the next one; those reported as failed are lost: {names}",
    es: "moto lee una cola solo cuando se le envía algo: los mensajes retrasados y los de una llamada fallida esperan al siguiente; los que se dan por fallidos se pierden: {names}",
  },
  "deploy.moto.streams": {
    en: "On moto a stream's function runs within the write, always the newest code, and what fails is lost: {names}",
    es: "En moto la función de un flujo se ejecuta dentro de la escritura, siempre con el código más nuevo, y lo que falla se pierde: {names}",
  },
  "deploy.moto.rules": {
    en: "moto as it is published invokes no functions from EventBridge's rules, and fails PutEvents that match one: {names}",
    es: "moto tal como se publica no invoca funciones desde las reglas de EventBridge, y falla el PutEvents que coincide con una: {names}",
  },
  "deploy.moto.schedules": {
    en: "moto has no clock for EventBridge's schedules; these never run: {names}",
    es: "moto no tiene reloj para los horarios de EventBridge; estos nunca se ejecutan: {names}",
  },
  "deploy.moto.async": {
    en: "moto waits for asynchronous invocations, without retries or destinations: {names}",
    es: "moto espera a las invocaciones asíncronas, sin reintentos ni destinos: {names}",
  },
  "deploy.moto.urls": {
    en: "APIs have no address of their own on moto: msx's gateway and msx invoke reach their functions: {services}",
    es: "Las API no tienen dirección propia en moto: a sus funciones llegan el gateway de msx y msx invoke: {services}",
  },
  "deploy.moto.alarms": {
    en: "moto keeps alarms and budgets and evaluates none: {services}",
    es: "moto guarda alarmas y presupuestos y no evalúa ninguno: {services}",
  },
  "deploy.plan.resource": { en: "{action} {name} ({type})", es: "{action} {name} ({type})" },
  "deploy.plan.smoke": {
    en: "try the new versions, then move the aliases to them",
    es: "probar las versiones nuevas, y mover los alias a ellas",
  },
  "deploy.plan.alias": { en: "lead {name} to version {version}", es: "llevar {name} a la versión {version}" },
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
