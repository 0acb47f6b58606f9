import type { DetailCode } from "../errors/detail-codes.js";
import type { Text } from "./text.js";

/** What stands within other messages: why a file cannot be used, what a program was doing, what a name must be. */
export const detailTexts: Readonly<Record<DetailCode, Text>> = {
  of: { en: "{what}: {reason}", es: "{what}: {reason}" },
  each: { en: "{en}", es: "{es}" },
  "and-then": { en: "{one}; {other}", es: "{one}; {other}" },
  lines: { en: "{first}\n{rest}", es: "{first}\n{rest}" },
  meaning: { en: "{meaning}: {said}", es: "{meaning}: {said}" },

  // files, names and what is given on the command line
  "not-a-folder": { en: "not a folder", es: "no es una carpeta" },
  "not-a-file": { en: "not a file", es: "no es un archivo" },
  "a-file": { en: "a file", es: "un archivo" },
  "symbolic-link": { en: "a symbolic link", es: "un enlace simbólico" },
  "outside-of": { en: "outside {folder}", es: "fuera de {folder}" },
  "name-unusable": {
    en: '"{name}" cannot be a name: {reason}',
    es: '"{name}" no puede ser un nombre: {reason}',
  },
  "name-length": { en: "it has {length} characters", es: "tiene {length} caracteres" },
  "name-pattern": { en: "it does not match {pattern}", es: "no cumple {pattern}" },
  "name-windows": { en: "it is a Windows device name", es: "es un nombre de dispositivo de Windows" },
  "name-typescript": { en: "it is a keyword of TypeScript", es: "es una palabra clave de TypeScript" },
  "name-typescript-reserved": {
    en: "it is a reserved word of TypeScript",
    es: "es una palabra reservada de TypeScript",
  },
  "name-csharp": { en: "it is a keyword of C#", es: "es una palabra clave de C#" },
  "name-sql": { en: "it is a keyword of SQL", es: "es una palabra clave de SQL" },
  "name-used": { en: "it is a name msx or npm uses", es: "es un nombre que usan msx o npm" },
  "name-javascript": { en: "it is a global of JavaScript", es: "es un objeto global de JavaScript" },
  "name-utility": { en: "it is a utility type of TypeScript", es: "es un tipo utilitario de TypeScript" },
  "name-dotnet": {
    en: "it is a type of .NET or of the chassis",
    es: "es un tipo de .NET o del chasis",
  },
  "plural-same": { en: "its plural is the same word", es: "su plural es la misma palabra" },
  "name-twice": {
    en: "name: {name} is also the name of {folder}",
    es: "name: {name} es también el nombre de {folder}",
  },
  "id-twice": { en: "id: {id} is also the id of {other}", es: "id: {id} es también el id de {other}" },
  "rule-of-msx": { en: "a rule of msx", es: "una regla de msx" },
  "too-many-rules": { en: "more than {most} rules", es: "más de {most} reglas" },
  "services-pattern": {
    en: 'services: no pattern like "services/*"',
    es: 'services: no hay ningún patrón como "services/*"',
  },
  "routes-wanted": { en: 'Routes: expected "Routes": [ … ]', es: 'Routes: se esperaba "Routes": [ … ]' },
  "answer-missing": { en: "answers.{name}: missing", es: "answers.{name}: falta" },
  "answer-unknown": {
    en: 'answers.{name}: "{value}" is none of {known}',
    es: 'answers.{name}: "{value}" no es ninguno de {known}',
  },
  "answers-together": {
    en: "answers: no service has database {database} and messaging {messaging}",
    es: "answers: ningún servicio tiene database {database} y messaging {messaging}",
  },
  "approved-later": { en: "approved: {date} is not here yet", es: "approved: {date} todavía no llega" },
  "review-past": {
    en: "review: {review} is not after today, {today}",
    es: "review: {review} no es posterior a hoy, {today}",
  },
  "one-line": { en: "one line", es: "una sola línea" },
  "team-name": {
    en: "at most 63 letters, digits, dots, underscores and hyphens, starting with a letter",
    es: "como máximo 63 letras, dígitos, puntos, guiones bajos y guiones, empezando por una letra",
  },
  "argument-unexpected": { en: "unexpected argument: {argument}", es: "argumento inesperado: {argument}" },
  "pair-wanted": { en: "{given}: NAME=VALUE is wanted", es: "{given}: se espera NOMBRE=VALOR" },
  "not-a-duration": {
    en: "{given}: not a duration like 90s or 2m",
    es: "{given}: no es una duración como 90s o 2m",
  },
  "not-a-server": { en: "{given}: not the URL of a server", es: "{given}: no es la URL de un servidor" },
  "not-one-of": { en: "{given}: not one of {known}", es: "{given}: no es ninguno de {known}" },
  "command-after-dashes": {
    en: "the command goes after --: msx exec -- COMMAND",
    es: "el comando va después de --: msx exec -- COMANDO",
  },
  "sql-wanted": {
    en: "--json needs SQL: --command, or piped in",
    es: "--json necesita SQL: --command, o por la entrada estándar",
  },
  "nothing-measured": {
    en: "--cold 0 --warm 0: nothing is measured",
    es: "--cold 0 --warm 0: no se mide nada",
  },
  "no-harmless-event": {
    en: "{functions}: no event is known that does no harm; give one with --event",
    es: "{functions}: no se conoce ningún evento inofensivo; indica uno con --event",
  },
  "not-a-trace": {
    en: '{given} is no trace id (32 hex digits), no traceparent and not "latest"',
    es: '{given} no es un id de traza (32 dígitos hexadecimales), ni un traceparent, ni "latest"',
  },
  "target-of-form": {
    en: "--target {target} does not take {service}, whose form is {form}",
    es: "--target {target} no admite {service}, cuya forma es {form}",
  },
  "canary-of-functions": {
    en: "{service}: --canary is for services, not for functions",
    es: "{service}: --canary es para servicios, no para funciones",
  },
  "provider-unknown": {
    en: "MSX_AWS_PROVIDER={given}: msx knows {known}",
    es: "MSX_AWS_PROVIDER={given}: msx conoce {known}",
  },
  "provider-embedded": {
    en: 'the AWS provider "embedded" runs on the embedded engine (--engine embedded); on Docker name {known}',
    es: 'el proveedor de AWS "embedded" se ejecuta en el motor embebido (--engine embedded); en Docker indica {known}',
  },
  "output-formats": {
    en: "one format for stdout (-), any number of files",
    es: "un formato para la salida estándar (-), cualquier número de archivos",
  },
  "each-name-once": { en: "each name once", es: "cada nombre una vez" },
  "field-shape": {
    en: "name:type with a camelCase name; type is {types}, [] for a list, ? when it may be absent",
    es: "nombre:tipo con el nombre en camelCase; el tipo es {types}, [] para una lista, ? si puede faltar",
  },
  "path-shape": {
    en: "a path below {base}, of lower-case words and {parameters}: {example}",
    es: "una ruta bajo {base}, de palabras en minúsculas y {parameters}: {example}",
  },
  "name-shape": {
    en: "2 to 40 letters and digits as camelCase, PascalCase or kebab-case, and no word of the language",
    es: "de 2 a 40 letras y dígitos en camelCase, PascalCase o kebab-case, y que no sea palabra del lenguaje",
  },
  "names-not-in-path": { en: "names the path does not have", es: "nombres que la ruta no tiene" },
  "names-not-of-events": {
    en: "names other than {subject} and Timestamp, which every event has",
    es: "nombres distintos de {subject} y Timestamp, que todo evento tiene",
  },

  // confirmations
  "reset-removes": {
    en: "db reset would remove all data of {service} (database {database})",
    es: "db reset borraría todos los datos de {service} (base de datos {database})",
  },
  "down-removes": {
    en: "down --volumes would remove the data of {workspace}",
    es: "down --volumes borraría los datos de {workspace}",
  },
  "not-this-machine": { en: "{place} is not on this machine", es: "{place} no está en esta máquina" },

  // the guideline, waivers and rules of an organisation
  "larger-than-1-mib": { en: "larger than 1 MiB", es: "mayor de 1 MiB" },
  "not-a-text": { en: "not a text file", es: "no es un archivo de texto" },
  "too-many-entries": { en: "more than {most} list entries", es: "más de {most} elementos de lista" },
  "no-checklist": { en: "no checklist (- [ ] …) in it", es: "no contiene ningún checklist (- [ ] …)" },
  "marked-twice": {
    en: "lines {one} and {other} are both marked {id}",
    es: "las líneas {one} y {other} están ambas marcadas {id}",
  },
  "waiver-place": { en: "FILE:LINE is wanted", es: "se espera ARCHIVO:LÍNEA" },
  "waiver-no-file": {
    en: "no such file in the workspace",
    es: "no existe ese archivo en el espacio de trabajo",
  },
  "waiver-no-comments": {
    en: "files of this kind have no comments that the audit reads",
    es: "los archivos de este tipo no tienen comentarios que la auditoría lea",
  },
  "file-has-lines": { en: "the file has {lines} lines", es: "el archivo tiene {lines} líneas" },
  "waiver-unreadable": {
    en: "the waiver would not be read as meant",
    es: "la excepción no se leería como se pretende",
  },
  "waiver-no-map": { en: "the waiver is not a map", es: "la excepción no es un mapa" },
  "item-unknown": {
    en: "item: {item} is no item of the guideline, which has {known}",
    es: "item: {item} no es un punto del lineamiento, que tiene {known}",
  },
  "no-readable-file": {
    en: "{key}: no readable file of this workspace is at {path} (ignored, linked and outside files are none)",
    es: "{key}: no hay un archivo legible de este espacio de trabajo en {path} (los ignorados, enlazados o de fuera no cuentan)",
  },
  "text-or-both": {
    en: "a text is wanted, or one for each language: {en: …, es: …}",
    es: "se espera un texto, o uno por idioma: {en: …, es: …}",
  },
  "path-below": {
    en: "a path below the folder is wanted, such as docs/*.md",
    es: "se espera una ruta dentro de la carpeta, como docs/*.md",
  },
  "json-pointer": {
    en: "a JSON pointer starts with /, such as /spec/replicas",
    es: "un puntero JSON empieza por /, como /spec/replicas",
  },
  "single-value": { en: "a single value is wanted", es: "se espera un único valor" },
  "exactly-one-of": {
    en: "exactly one of {kinds} is wanted, not {given}",
    es: "se espera exactamente uno de {kinds}, no {given}",
  },
  "rule-id-shape": {
    en: "an id is kebab-case, such as has-runbook",
    es: "un id va en kebab-case, como has-runbook",
  },
  "no-commit": {
    en: "{folder} is in no git repository with a commit",
    es: "{folder} no está en un repositorio git con algún commit",
  },
  "no-common-commit": {
    en: "HEAD and {ref} have no commit in common",
    es: "HEAD y {ref} no tienen ningún commit en común",
  },
  "not-in-this-copy": {
    en: "{path} ({id}) is not in this copy of the repository",
    es: "{path} ({id}) no está en esta copia del repositorio",
  },

  // msx add
  "add-microservices-only": {
    en: "service.yaml: form is {form}; msx add grows microservices",
    es: "service.yaml: form es {form}; msx add amplía microservicios",
  },
  "add-no-database": {
    en: "service.yaml: owns.database is none, and events need its outbox and inbox",
    es: "service.yaml: owns.database es none, y los eventos necesitan su outbox y su inbox",
  },
  "add-no-messaging": {
    en: "service.yaml: messaging is none; msx new service --messaging rabbitmq makes one with events",
    es: "service.yaml: messaging es none; msx new service --messaging rabbitmq crea uno con eventos",
  },
  "file-missing": { en: "{file}: missing", es: "{file}: no existe" },
  "edit-unreadable": {
    en: "the text would not be read as meant",
    es: "el texto no se leería como se pretende",
  },
  "edit-not-a-list": { en: "{key} is not a list", es: "{key} no es una lista" },
  "edit-not-an-object": { en: "{key} is not an object", es: "{key} no es un objeto" },
  "edit-there-already": { en: "{key} is there already", es: "{key} ya existe" },
  "edit-not-there": { en: "{key} is not there", es: "{key} no existe" },
  "edit-key-unreadable": {
    en: "{key} would not be read as meant",
    es: "{key} no se leería como se pretende",
  },
  "edit-not-a-map": { en: "the file is not a map", es: "el archivo no es un mapa" },
  "edit-no-typescript": { en: "it would no longer be TypeScript", es: "dejaría de ser TypeScript" },
  "edit-no-builder": {
    en: "there is no `var builder = WebApplication.CreateBuilder(args);`, or not one",
    es: "no hay ningún `var builder = WebApplication.CreateBuilder(args);`, o no uno solo",
  },
  "edit-no-app": {
    en: "there is no `var app = {builder}.Build();` behind other statements, or not one",
    es: "no hay ningún `var app = {builder}.Build();` detrás de otras instrucciones, o no uno solo",
  },
  "type-free": {
    en: "a name that makes no type called {name}: {file} has one",
    es: "un nombre que no cree un tipo llamado {name}: {file} ya tiene uno",
  },
  "no-record-names": {
    en: "names that records of C# do not have",
    es: "nombres que los registros de C# no tienen ya",
  },
  "edit-name-used": { en: "the name {name} is used in it already", es: "ya usa el nombre {name}" },
  "edit-no-service": {
    en: "there is no `export const service = { … }`",
    es: "no hay ningún `export const service = { … }`",
  },
  "edit-no-build": {
    en: "`service` has no function `build`",
    es: "`service` no tiene una función `build`",
  },
  "edit-build-end": {
    en: "`build` does not end with `return { routes, … }`",
    es: "`build` no termina con `return { routes, … }`",
  },
  "edit-routes": {
    en: "`routes` is not a function of the app: `routes: (app) => { … }`",
    es: "`routes` no es una función de la aplicación: `routes: (app) => { … }`",
  },
  "edit-consumers": {
    en: "`consumers` is not a list: `consumers: [ … ]`",
    es: "`consumers` no es una lista: `consumers: [ … ]`",
  },
  "edit-parameter": {
    en: "the parameter of `build` is not `{ … }` or one name",
    es: "el parámetro de `build` no es `{ … }` ni un nombre",
  },
  "pointer-elsewhere": {
    en: "{pointer} is not in the same file",
    es: "{pointer} no está en el mismo archivo",
  },
  "pointer-nowhere": { en: "{pointer} leads nowhere", es: "{pointer} no lleva a ninguna parte" },
  "pointer-circle": { en: "references go in a circle", es: "las referencias forman un círculo" },
  "pointer-itself": { en: "{pointer} contains itself", es: "{pointer} se contiene a sí mismo" },

  // waits and what ended
  "no-answer-within": { en: "no answer within {seconds} s", es: "sin respuesta en {seconds} s" },
  "not-healthy-within": {
    en: "not healthy within {seconds} s; last: {reason}",
    es: "no está sano en {seconds} s; lo último: {reason}",
  },
  "not-ready-within": { en: "not ready within {seconds} s", es: "no está listo en {seconds} s" },
  "not-done-within": { en: "not done within {seconds} s", es: "no terminó en {seconds} s" },
  "is-not-ready": { en: "{name} is not ready", es: "{name} no está listo" },
  "ended-with": { en: "it ended with exit code {code}", es: "terminó con el código de salida {code}" },
  "ended-by": { en: "it was ended by {signal}", es: "lo terminó {signal}" },
  "ended-by-system": { en: "it was ended by the system", es: "lo terminó el sistema" },
  ended: { en: "it ended", es: "terminó" },
  "ended-with-reason": {
    en: "it ended with exit code {code}: {reason}",
    es: "terminó con el código de salida {code}: {reason}",
  },
  "exit-code": { en: "exit code {code}", es: "código de salida {code}" },
  "not-started": { en: "could not be started", es: "no se pudo iniciar" },
  "too-much-memory": {
    en: "it used more memory than it may and was killed",
    es: "usó más memoria de la permitida y se le puso fin",
  },
  "too-much-memory-code": {
    en: "it used more memory than it may and was killed (exit code {code})",
    es: "usó más memoria de la permitida y se le puso fin (código de salida {code})",
  },
  "postgres-ended": { en: "PostgreSQL ended with {end}", es: "PostgreSQL terminó con {end}" },
  "supervisor-ended": { en: "the supervisor ended", es: "el supervisor terminó" },
  "request-unknown": { en: "{request} is not known", es: "no se conoce {request}" },
  "supervisor-strange": {
    en: "it answers in a way that this msx does not know",
    es: "responde de una forma que este msx no conoce",
  },
  "runs-no-more": { en: "it does not run any more", es: "ya no está en marcha" },
  "removed-while-starting": { en: "it was removed while it started", es: "se borró mientras se iniciaba" },
  "container-removed": { en: "its container was removed", es: "su contenedor se borró" },
  "container-gone": { en: "its container is gone", es: "su contenedor ya no está" },
  "container-is": { en: "its container is {state}", es: "su contenedor está en estado {state}" },
  "build-failed": { en: "build failed", es: "la compilación falló" },

  // what was asked and answered
  "path-answered": { en: "GET {path} answered {status} {text}", es: "GET {path} respondió {status} {text}" },
  "was-answered-with": {
    en: "{what} was answered with {status}",
    es: "{what} recibió la respuesta {status}",
  },
  "answered-with-text": {
    en: "{what} was answered with {status}: {text}",
    es: "{what} recibió la respuesta {status}: {text}",
  },
  "consul-answered": { en: "Consul answered {status}", es: "Consul respondió {status}" },
  "consul-answered-to": {
    en: "Consul answered {request} with {status}: {text}",
    es: "Consul respondió a {request} con {status}: {text}",
  },
  "consul-does-not-run": { en: "Consul does not run", es: "Consul no está en marcha" },
  "consul-does-not-list": {
    en: "Consul does not list {id} as passing",
    es: "Consul no lista {id} como sano",
  },
  "consul-weight": {
    en: "{id} registers with weight {registered}, not with its SERVICE_WEIGHT {weight}",
    es: "{id} se registra con el peso {registered}, no con su SERVICE_WEIGHT {weight}",
  },
  "consul-still-lists": {
    en: "Consul still lists {id} as passing",
    es: "Consul todavía lista {id} como sano",
  },
  "consul-no-leader": {
    en: "no leader yet (status {status}, {text})",
    es: "todavía no hay líder (estado {status}, {text})",
  },
  "gateway-ahead": {
    en: "the gateway knows {known} instances, Consul {passing}",
    es: "el gateway conoce {known} instancias, Consul {passing}",
  },
  "gateway-behind": {
    en: "the gateway knows {known} of {passing} instances of {service}",
    es: "el gateway conoce {known} de {passing} instancias de {service}",
  },
  "gateway-no-route": {
    en: "the gateway has no route to {service}",
    es: "el gateway no tiene ninguna ruta a {service}",
  },
  "sts-answered": { en: "STS answered {status}: {text}", es: "STS respondió {status}: {text}" },
  "export-answered": {
    en: "an export of no spans was answered with {status}",
    es: "un envío sin tramos recibió la respuesta {status}",
  },
  "no-traces-api": {
    en: "/api/services is answered neither as by Jaeger nor as by the receiver of msx",
    es: "/api/services no responde ni como Jaeger ni como el receptor de msx",
  },
  "queue-gone": { en: "the queue {queue} is gone", es: "la cola {queue} ya no existe" },
  "broker-closed": { en: "the broker closed the connection", es: "el broker cerró la conexión" },
  "not-serving-again": { en: "not everything serves again", es: "no todo vuelve a atender" },
  "moto-starts-containers": {
    en: "{reason} (moto starts a container for every call; msx up gives it what it needs for that)",
    es: "{reason} (moto inicia un contenedor por llamada; msx up le da lo que necesita para ello)",
  },
  "no-environment": { en: "its environment cannot be read", es: "no se puede leer su entorno" },
  "too-few-cold": {
    en: "{cold} cold starts in {tries} invocations",
    es: "{cold} arranques en frío en {tries} invocaciones",
  },
  "too-few-warm": {
    en: "{warm} warm invocations of {tries}",
    es: "{warm} invocaciones en caliente de {tries}",
  },
  "no-report-line": {
    en: "the end of its log has no REPORT",
    es: "el final de su registro no tiene REPORT",
  },
  "not-configured": {
    en: "its configuration could not be changed",
    es: "no se pudo cambiar su configuración",
  },
  "no-records": { en: "no records", es: "sin registros" },

  // Docker
  "engine-embedded": { en: "embedded, without Docker", es: "embebido, sin Docker" },
  "docker-at": { en: "{answer} at {host}, {source}", es: "{answer} en {host}, {source}" },
  "docker-place": { en: "{host} ({source})", es: "{host} ({source})" },
  "docker-context": { en: "context {name}", es: "contexto {name}" },
  "docker-default": { en: "default socket", es: "socket por defecto" },
  "docker-pipe": { en: "named pipe", es: "canalización con nombre" },
  "docker-rootless": { en: "rootless {product}", es: "{product} sin root" },
  "docker-windows": {
    en: "it runs Windows containers; switch it to Linux containers",
    es: "ejecuta contenedores de Windows; cámbialo a contenedores de Linux",
  },
  "docker-api-old": {
    en: "its API is {found}, and msx needs {needed}: update Docker",
    es: "su API es {found}, y msx necesita {needed}: actualiza Docker",
  },
  "docker-no-socket": { en: "no such socket", es: "no existe ese socket" },
  "docker-nobody": { en: "nobody listens there", es: "nadie escucha ahí" },
  "docker-denied": {
    en: "permission denied (is this user in the docker group?)",
    es: "permiso denegado (¿está este usuario en el grupo docker?)",
  },
  "docker-no-host": { en: "no such host", es: "no existe ese host" },
  "docker-silence": {
    en: "no answer within {seconds} s to {request}",
    es: "sin respuesta en {seconds} s a {request}",
  },
  "docker-update": { en: "Update Docker, then: msx doctor", es: "Actualiza Docker y luego: msx doctor" },
  "ports-not-published": {
    en: "the ports of {name} were not published",
    es: "los puertos de {name} no se publicaron",
  },
  "timeout-after": { en: "timeout after {seconds} s", es: "tiempo agotado tras {seconds} s" },
  "image-gone": {
    en: "It is gone again: was it removed meanwhile?",
    es: "Ya no está: ¿se borró mientras tanto?",
  },
  "no-image-named": { en: "No image is named.", es: "No se nombra ninguna imagen." },
  "registry-silence": {
    en: "No answer from the registry for {seconds} s.",
    es: "Sin respuesta del registro en {seconds} s.",
  },
  "registry-limit": {
    en: "The registry's rate limit is used up (docker login raises it, a mirror avoids it)",
    es: "El límite de descargas del registro está agotado (docker login lo sube, un espejo lo evita)",
  },
  "registry-name": {
    en: "The registry's name cannot be resolved",
    es: "No se puede resolver el nombre del registro",
  },
  "registry-refuses": {
    en: "The registry refuses access (docker login), or has no such image",
    es: "El registro niega el acceso (docker login), o no tiene esa imagen",
  },
  "registry-no-image": { en: "The registry has no such image", es: "El registro no tiene esa imagen" },
  "registry-unreachable": { en: "The registry cannot be reached", es: "No se puede alcanzar el registro" },
  "owner-workspace": {
    en: "It was made by msx for the workspace in {folder} (id {id}).",
    es: "Lo creó msx para el espacio de trabajo de {folder} (id {id}).",
  },
  "owner-compose": {
    en: "It belongs to the Docker Compose project {project}.",
    es: "Pertenece al proyecto {project} de Docker Compose.",
  },
  "owner-none": { en: "It carries no label of msx.", es: "No lleva ninguna etiqueta de msx." },
  "doing-start": { en: "starting {name}", es: "iniciar {name}" },
  "doing-create": { en: "creating {name}", es: "crear {name}" },
  "doing-stop": { en: "stopping {name}", es: "detener {name}" },
  "doing-kill": { en: "killing {name}", es: "matar {name}" },
  "doing-remove": { en: "removing {name}", es: "borrar {name}" },
  "doing-inspect": { en: "inspecting {name}", es: "inspeccionar {name}" },
  "doing-build": { en: "building {name}", es: "construir {name}" },
  "doing-pull": { en: "pulling {name}", es: "descargar {name}" },
  "doing-run": { en: "running {command} in {name}", es: "ejecutar {command} en {name}" },
  "doing-look": { en: "looking at {name}", es: "mirar {name}" },
  "doing-look-image": { en: "looking for image {name}", es: "buscar la imagen {name}" },
  "doing-look-network": { en: "looking for the network", es: "buscar la red" },
  "doing-make-network": { en: "making the network", es: "crear la red" },
  "doing-look-running": { en: "looking at what runs", es: "mirar lo que está en marcha" },
  "doing-look-left": {
    en: "looking for what this workspace left",
    es: "buscar lo que dejó este espacio de trabajo",
  },
  "doing-list-containers": { en: "listing the containers", es: "listar los contenedores" },
  "doing-list-images": { en: "listing the images of {name}", es: "listar las imágenes de {name}" },
  "doing-put-files": { en: "putting files into {name}", es: "copiar archivos a {name}" },
  "doing-read-log": { en: "reading the log of {name}", es: "leer el registro de {name}" },
  "doing-read-logs": { en: "reading the logs", es: "leer los registros" },
  "doing-down": { en: "taking the platform down", es: "detener la plataforma" },
  "doing-restart-policy": {
    en: "letting a container restart by itself",
    es: "permitir que un contenedor se reinicie solo",
  },

  // services from source
  "has-no-file": { en: "it has no {file}", es: "no tiene {file}" },
  "no-dotnet-sdk": {
    en: "there is no .NET SDK on this machine (dotnet --list-sdks)",
    es: "no hay un SDK de .NET en esta máquina (dotnet --list-sdks)",
  },

  // data folders and PostgreSQL
  "folder-used-by": { en: "process {pid} uses it", es: "la usa el proceso {pid}" },
  "folder-taken": { en: "another process took it", es: "otro proceso la tomó" },
  "folder-unreachable": { en: "user {uid} cannot reach it", es: "el usuario {uid} no puede acceder a ella" },
  "data-of-another-server": {
    en: "it is the data of another PostgreSQL server",
    es: "son los datos de otro servidor PostgreSQL",
  },
  "data-of-another-user": {
    en: "it belongs to another user (uid {uid})",
    es: "pertenece a otro usuario (uid {uid})",
  },
  "data-not-of-postgres": {
    en: "what is in it is no data of PostgreSQL",
    es: "lo que contiene no son datos de PostgreSQL",
  },
  "postgres-as-root": { en: "PostgreSQL does not run as root", es: "PostgreSQL no se ejecuta como root" },
  "postgres-no-package": {
    en: "the package {name} is not installed: npm leaves it out with --omit=optional",
    es: "el paquete {name} no está instalado: npm lo omite con --omit=optional",
  },
  "postgres-no-folder": {
    en: "no folder can hold its binaries ({refused})",
    es: "ninguna carpeta puede contener sus binarios ({refused})",
  },
  "postgres-no-binaries": {
    en: "there are no binaries for {platform}",
    es: "no hay binarios para {platform}",
  },

  // contracts and documents that the audit reads
  "must-be-text": { en: "must be text, is {type}", es: "debe ser texto, es {type}" },
  "must-be-boolean": { en: "must be true or false, is {type}", es: "debe ser true o false, es {type}" },
  "must-be-one-of": { en: "must be one of {values}", es: "debe ser uno de {values}" },
  "must-be-list": { en: "must be a list", es: "debe ser una lista" },
  "must-be-list-is": { en: "must be a list, is {type}", es: "debe ser una lista, es {type}" },
  "must-be-filled-list": { en: "must be a list that is not empty", es: "debe ser una lista no vacía" },
  "must-be-object": { en: "must be an object", es: "debe ser un objeto" },
  "must-be-object-is": { en: "must be an object, is {type}", es: "debe ser un objeto, es {type}" },
  "must-be-schema": { en: "must be a schema, is {type}", es: "debe ser un esquema, es {type}" },
  "must-not-be-empty": { en: "must not be empty", es: "no debe estar vacío" },
  "does-not-match": { en: '"{value}" does not match {pattern}', es: '"{value}" no cumple {pattern}' },
  "key-missing": { en: '"{key}" is missing', es: 'falta "{key}"' },
  "not-a-field": { en: '"{key}" is not a field of this object', es: '"{key}" no es un campo de este objeto' },
  "not-a-type": { en: '"{name}" is not a type', es: '"{name}" no es un tipo' },
  "refers-to-nothing": { en: "{reference} refers to nothing", es: "{reference} no se refiere a nada" },
  "swagger-2": { en: "Swagger 2.0 is not OpenAPI 3", es: "Swagger 2.0 no es OpenAPI 3" },
  "parameter-undeclared": {
    en: "the path parameter {parameter} is not declared",
    es: "el parámetro de ruta {parameter} no está declarado",
  },
  "operation-twice": { en: "operationId {id} is used twice", es: "operationId {id} se usa dos veces" },
  "nested-too-deeply": {
    en: "cannot be read: nested too deeply",
    es: "no se puede leer: anidado demasiado hondo",
  },
  "nested-too-deep": { en: "nested more than {most} deep", es: "anidado a más de {most} niveles" },
  "too-many-aliases": { en: "more than {most} aliases", es: "más de {most} alias" },
  "alias-in-itself": {
    en: "the alias {alias} stands within what it stands for",
    es: "el alias {alias} está dentro de aquello que representa",
  },
  "secret-key": { en: "{of} key", es: "clave de {of}" },
  "secret-token": { en: "{of} token", es: "token de {of}" },
  "secret-private-key": { en: "private key", es: "clave privada" },
  "secret-in-base64": { en: "{secret} in base64", es: "{secret} en base64" },
  "secret-in-connection": {
    en: "password in a connection string",
    es: "contraseña en una cadena de conexión",
  },
  "too-large-or-binary": { en: "too large or binary", es: "demasiado grande o binario" },
};
