import type { MessageTable } from "./text.js";

export const devMessages = {
  "command.dev.summary": {
    en: "Run services from source against the platform, and again on every save",
    es: "Ejecutar servicios desde el código contra la plataforma, y de nuevo al guardar",
  },
  "command.dev.description": {
    en: "Starts the platform where it does not run, installs what is missing, and runs the services on this machine. The gateway and other services prefer them to the deployed ones until Ctrl-C. Code that does not start changes nothing: what ran before goes on answering until the next save. Functions (form: lambda) are deployed to the platform's AWS first, then get what is saved within a second; after Ctrl-C the deployed version answers again.",
    es: "Inicia la plataforma si no está en marcha, instala lo que falte y ejecuta los servicios en esta máquina. La pasarela y los demás servicios los prefieren a los desplegados hasta Ctrl-C. El código que no arranca no cambia nada: lo anterior sigue respondiendo hasta el próximo guardado. Las funciones (form: lambda) se despliegan primero en el AWS de la plataforma y reciben lo guardado en menos de un segundo; tras Ctrl-C vuelve a responder la versión desplegada.",
  },
  "arg.dev.service": {
    en: "services to run (default: all of the workspace)",
    es: "servicios a ejecutar (por defecto: todos los del espacio)",
  },
  "flag.dev.inspect": {
    en: "give each service, of functions each function, a debugger port that stays the same",
    es: "dar a cada servicio, o a cada función, un puerto de depuración que no cambia",
  },
  "flag.dev.timeout": {
    en: "how long each resource may take to answer where the platform has to be started: 90s, 2m",
    es: "cuánto puede tardar cada recurso en responder si hay que iniciar la plataforma: 90s, 2m",
  },
  "dev.task.install": { en: "install {service}", es: "instalar {service}" },
  "dev.step.install": { en: "{command}", es: "{command}" },
  "dev.done.install": { en: "installed in {seconds} s", es: "instalado en {seconds} s" },
  "dev.skipped": { en: "Not run: {service} ({detail})", es: "No se ejecuta: {service} ({detail})" },
  "dev.starting": {
    en: "Running from source: {services}. Save to reload, Ctrl-C to stop.",
    es: "Desde el código: {services}. Guarda para recargar, Ctrl-C para detener.",
  },
  "dev.attach": {
    en: "No port is opened for these; attach your editor's .NET debugger to their process (dotnet …/Service.dll): {services}",
    es: "Para estos no se abre puerto; conecta el depurador de .NET de tu editor a su proceso (dotnet …/Service.dll): {services}",
  },
  "dev.competing": {
    en: "Deployed as well, so events are shared between both: {services}",
    es: "También están desplegados, así que los eventos se reparten entre ambos: {services}",
  },
  "dev.ready": { en: "ready in {ms} ms", es: "listo en {ms} ms" },
  "dev.reloaded": { en: "reloaded in {ms} ms", es: "recargado en {ms} ms" },
  "dev.changed": { en: "{files} saved", es: "{files}: guardado" },
  "dev.changed.more": {
    en: "{files} and {count} more saved",
    es: "{files} y {count} más: guardados",
  },
  "dev.failed": {
    en: "does not run ({ended}): waiting for the next save",
    es: "no arranca ({ended}): a la espera del próximo guardado",
  },
  "dev.failed.serving": {
    en: "not reloaded ({ended}): the version before goes on answering until the next save",
    es: "sin recargar ({ended}): la versión anterior sigue respondiendo hasta el próximo guardado",
  },
  "dev.unreachable": {
    en: "containers do not reach it at {address}, so the gateway does not lead here ({detail}). A firewall? Allow connections from the workspace's network.",
    es: "los contenedores no llegan a él en {address}, así que la pasarela no lleva aquí ({detail}). ¿Un cortafuegos? Permite conexiones desde la red del espacio.",
  },
  "dev.debugger": { en: "debugger {debugger}", es: "depurador {debugger}" },
  "dev.debugger.function": {
    en: "debugger of {function} {debugger}",
    es: "depurador de {function} {debugger}",
  },
  "dev.given-back": {
    en: "{service}: version {version} answers again; msx deploy {service} brings what you have saved",
    es: "{service}: vuelve a responder la versión {version}; msx deploy {service} lleva lo guardado",
  },
  "dev.given-back.none": {
    en: "{service}: no version was deployed, or it could not be asked for: msx status, then msx deploy {service}",
    es: "{service}: no hay versión desplegada, o no se pudo consultar: msx status, y después msx deploy {service}",
  },
  "dev.stopped": {
    en: "Stopped: {services}. The platform runs on (msx down stops it).",
    es: "Detenido: {services}. La plataforma sigue en marcha (msx down la detiene).",
  },
} as const satisfies MessageTable;
