import type { ErrorCode } from "../errors/codes.js";
import type { Text } from "./text.js";

/** What failed (with the value and the place), why, and what to run next. */
export interface ErrorText {
  readonly what: Text;
  readonly why: Text;
  readonly fix: Text;
}

export const errorTexts: Readonly<Record<ErrorCode, ErrorText>> = {
  BUG: {
    what: { en: "msx broke: {detail}", es: "msx se rompió: {detail}" },
    why: { en: "This is a bug in msx, not in your project.", es: "Es un defecto de msx, no de tu proyecto." },
    fix: {
      en: "Run the command again with --debug and report the stack.",
      es: "Repite el comando con --debug e informa la traza.",
    },
  },
  USAGE: {
    what: { en: "{detail}", es: "{detail}" },
    why: { en: "The command line is not valid.", es: "La línea de comandos no es válida." },
    fix: { en: "See: msx {command} --help", es: "Mira: msx {command} --help" },
  },
  INTERRUPTED: {
    what: { en: "Interrupted.", es: "Interrumpido." },
    why: { en: "Still running: {left}", es: "Sigue en marcha: {left}" },
    fix: {
      en: "Run the same command again: it continues from what runs.",
      es: "Repite el mismo comando: continúa desde lo que está en marcha.",
    },
  },
  NO_WORKSPACE: {
    what: { en: "No workspace in {path}", es: "No hay espacio de trabajo en {path}" },
    why: {
      en: "No msx.yaml was found in that folder or above it, nor the service.yaml of a service that stands alone.",
      es: "No se encontró msx.yaml en esa carpeta ni por encima, ni el service.yaml de un servicio por sí solo.",
    },
    fix: { en: "Run: msx new workspace NAME", es: "Ejecuta: msx new workspace NOMBRE" },
  },
  FILE_INVALID: {
    what: { en: "{file}:{line}: {detail}", es: "{file}:{line}: {detail}" },
    why: {
      en: "The file does not have the shape msx expects.",
      es: "El archivo no tiene la forma que msx espera.",
    },
    fix: { en: "Correct that line and run again.", es: "Corrige esa línea y vuelve a ejecutar." },
  },
  FILE_UNREADABLE: {
    what: { en: "Cannot read {file}: {detail}", es: "No se puede leer {file}: {detail}" },
    why: { en: "The operating system refused.", es: "El sistema operativo lo rechazó." },
    fix: {
      en: "Check that the file exists and that you may read it.",
      es: "Comprueba que el archivo existe y que puedes leerlo.",
    },
  },
  UNKNOWN_SERVICE: {
    what: { en: "No service is called {name}", es: "Ningún servicio se llama {name}" },
    why: { en: "This workspace has: {known}", es: "Este espacio de trabajo tiene: {known}" },
    fix: {
      en: "Use one of those names, or: msx new service {name}",
      es: "Usa uno de esos nombres, o: msx new service {name}",
    },
  },
  UNKNOWN_RESOURCE: {
    what: { en: "No resource is called {name}", es: "Ningún recurso se llama {name}" },
    why: { en: "The platform has: {known}", es: "La plataforma tiene: {known}" },
    fix: { en: "Use those names, separated by commas.", es: "Usa esos nombres, separados por comas." },
  },
  WORKSPACE_BUSY: {
    what: {
      en: "Another msx ({command}, pid {pid}) is working on {workspace}",
      es: "Otro msx ({command}, pid {pid}) trabaja en {workspace}",
    },
    why: {
      en: "Two commands that change one workspace would undo each other's work.",
      es: "Dos comandos que cambian el mismo espacio de trabajo se estorbarían.",
    },
    fix: { en: "Wait for it, or stop that process.", es: "Espera a que termine, o detén ese proceso." },
  },
  NAME_INVALID: {
    what: { en: '"{name}" cannot be a {kind} name', es: '"{name}" no puede ser un nombre' },
    why: {
      en: "Names reach paths, containers, SQL and DNS: {reason}",
      es: "Los nombres llegan a rutas, contenedores, SQL y DNS ({reason})",
    },
    fix: {
      en: "Use 2 to 40 lower-case letters, digits and single hyphens, starting with a letter: order-service",
      es: "Usa de 2 a 40 minúsculas, dígitos y guiones simples, empezando por letra: order-service",
    },
  },
  NAME_TAKEN: {
    what: { en: "A service called {name} exists already", es: "Ya existe un servicio llamado {name}" },
    why: { en: "It is in {path}", es: "Está en {path}" },
    fix: { en: "Choose another name.", es: "Elige otro nombre." },
  },
  TARGET_NOT_EMPTY: {
    what: { en: "{path} is not empty", es: "{path} no está vacía" },
    why: {
      en: "It holds: {entries}. msx never writes over what it finds.",
      es: "Contiene: {entries}. msx nunca escribe sobre lo que encuentra.",
    },
    fix: { en: "Choose another name, or move those files.", es: "Elige otro nombre, o mueve esos archivos." },
  },
  TEMPLATE_INVALID: {
    what: { en: "Template {template}, {file}: {detail}", es: "Plantilla {template}, {file}: {detail}" },
    why: { en: "The template that msx ships is wrong.", es: "La plantilla que trae msx es incorrecta." },
    fix: { en: "Report it with that line.", es: "Informa del fallo con esa línea." },
  },
  ANSWER_MISSING: {
    what: { en: "Missing: {flags}", es: "Falta: {flags}" },
    why: {
      en: "There is no terminal to ask in, so the command line must say it.",
      es: "No hay terminal donde preguntar, así que debe decirlo la línea de comandos.",
    },
    fix: {
      en: "Add {flags}, or --yes for the defaults.",
      es: "Añade {flags}, o --yes para lo predeterminado.",
    },
  },
  WRITE_FAILED: {
    what: { en: "Cannot write {path}: {detail}", es: "No se puede escribir {path}: {detail}" },
    why: { en: "The operating system refused.", es: "El sistema operativo lo rechazó." },
    fix: {
      en: "Nothing was left half-made. Check permissions and free space, then run again.",
      es: "Nada quedó a medias. Revisa permisos y espacio libre, y vuelve a ejecutar.",
    },
  },
  DISK_FULL: {
    what: { en: "No space left: {where}", es: "No queda espacio: {where}" },
    why: { en: "{detail}", es: "{detail}" },
    fix: {
      en: "Nothing was left half-made. Free space (what Docker takes: docker system df), then run the same command again.",
      es: "Nada quedó a medias. Libera espacio (lo que ocupa Docker: docker system df) y repite el mismo comando.",
    },
  },
  READ_ONLY: {
    what: { en: "Cannot write {path}: {detail}", es: "No se puede escribir {path}: {detail}" },
    why: {
      en: "The folder is read-only, or this user may not write there.",
      es: "La carpeta es de solo lectura, o este usuario no puede escribir en ella.",
    },
    fix: {
      en: "Nothing was left half-made. Run it in a folder you may write to, or give yourself the right: ls -ld {folder}",
      es: "Nada quedó a medias. Ejecútalo en una carpeta donde puedas escribir, o date el permiso: ls -ld {folder}",
    },
  },
  NESTED_WORKSPACE: {
    what: {
      en: "{path} is inside the workspace {workspace}",
      es: "{path} está dentro del espacio {workspace}",
    },
    why: { en: "A workspace cannot hold another one.", es: "Un espacio de trabajo no puede contener otro." },
    fix: {
      en: "Run it outside, or make a service: msx new service NAME",
      es: "Ejecútalo fuera, o crea un servicio: msx new service NOMBRE",
    },
  },
  ENTITY_INVALID: {
    what: { en: '"{name}" cannot be an entity name', es: '"{name}" no puede ser un nombre de entidad' },
    why: { en: "{reason}", es: "{reason}" },
    fix: {
      en: "Use 2 to 40 letters and digits in PascalCase (OrderItem); --plural gives an irregular plural.",
      es: "Usa de 2 a 40 letras y dígitos en PascalCase (OrderItem); --plural da un plural irregular.",
    },
  },
  TARGET_UNSAFE: {
    what: { en: "{path} cannot be written to", es: "No se puede escribir en {path}" },
    why: {
      en: "It is {found}, and msx only writes into folders of its own.",
      es: "Es {found}, y msx solo escribe en carpetas propias.",
    },
    fix: { en: "Choose another name, or move it away.", es: "Elige otro nombre, o quítalo de ahí." },
  },
  DECISION_UNUSABLE: {
    what: { en: "{file}: {detail}", es: "{file}: {detail}" },
    why: {
      en: "A service can only be made from a decision for a microservice or a Lambda, and as that says.",
      es: "Un servicio solo se puede crear a partir de una decisión a favor de un microservicio o una Lambda, y como ella dice.",
    },
    fix: {
      en: "Give another record of docs/decisions, leave out what contradicts it, or decide again: msx decide",
      es: "Da otro registro de docs/decisions, quita lo que lo contradice, o decide de nuevo: msx decide",
    },
  },
  NOT_GENERATED: {
    what: { en: "There is nothing to update in {path}", es: "No hay nada que actualizar en {path}" },
    why: {
      en: "It has no .msx/manifest.json, so msx does not know what was generated there, and from what.",
      es: "No tiene .msx/manifest.json, así que msx no sabe qué se generó ahí ni a partir de qué.",
    },
    fix: {
      en: "Run msx update in a workspace or a service that msx new made, with its .msx/manifest.json committed.",
      es: "Ejecuta msx update en un espacio de trabajo o un servicio hecho con msx new, con su .msx/manifest.json en git.",
    },
  },
  UPDATE_UNCOMMITTED: {
    what: {
      en: "{path} has changes that are not committed: {files}",
      es: "{path} tiene cambios sin confirmar en git: {files}",
    },
    why: {
      en: "An update rewrites files; with everything committed, git shows exactly what it did and can take it back.",
      es: "Una actualización reescribe archivos; con todo confirmado, git muestra exactamente qué hizo y puede deshacerlo.",
    },
    fix: {
      en: "Commit or stash them, then run msx update again; msx update --dry-run shows what would change, --force goes on.",
      es: "Confírmalos o guárdalos con git stash y repite msx update; msx update --dry-run muestra qué cambiaría, --force sigue.",
    },
  },
  UPDATE_NOT_IN_GIT: {
    what: { en: "{path} is in no git repository", es: "{path} no está en ningún repositorio de git" },
    why: {
      en: "An update rewrites files, and without git what was there before would be lost.",
      es: "Una actualización reescribe archivos, y sin git se perdería lo que había antes.",
    },
    fix: {
      en: "Run git init, commit everything, then run msx update again; --force goes on without.",
      es: "Ejecuta git init, confirma todo y repite msx update; --force sigue sin ello.",
    },
  },
  GIT_MISSING: {
    what: { en: "git cannot be started", es: "No se puede iniciar git" },
    why: {
      en: "msx update asks git whether everything is committed, and lets it merge and compare files.",
      es: "msx update pregunta a git si todo está confirmado, y le deja fusionar y comparar archivos.",
    },
    fix: {
      en: "Install git (https://git-scm.com/downloads) and make sure that it is on the PATH; msx update --check needs none.",
      es: "Instala git (https://git-scm.com/downloads) y comprueba que está en el PATH; msx update --check no lo necesita.",
    },
  },
  ROUTE_TAKEN: {
    what: {
      en: "The gateway already answers {path}, for {service}",
      es: "La puerta de enlace ya responde a {path}, para {service}",
    },
    why: { en: "That route is in {file}", es: "Esa ruta está en {file}" },
    fix: {
      en: "Choose another entity, or remove that route.",
      es: "Elige otra entidad, o quita esa ruta.",
    },
  },
  NOT_AVAILABLE: {
    what: {
      en: "{option} is not available in this version of msx",
      es: "{option} no está disponible en esta versión de msx",
    },
    why: { en: "It can only make: {available}", es: "Solo puede crear: {available}" },
    fix: { en: "Leave {option} out.", es: "Quita {option}." },
  },
  OPTION_INVALID: {
    what: { en: '{option} cannot be "{value}"', es: '{option} no puede ser "{value}"' },
    why: { en: "It takes: {allowed}", es: "Admite: {allowed}" },
    fix: { en: "Correct it and run again.", es: "Corrígelo y vuelve a ejecutar." },
  },
  MESSAGING_NEEDS_DATABASE: {
    what: {
      en: "A service cannot have events without a database",
      es: "Un servicio no puede tener eventos sin una base de datos",
    },
    why: {
      en: "Events are stored in an outbox together with the change they tell of, and noted in an inbox once they are handled; without a database they would be lost when the broker is away, and handled twice when it delivers again",
      es: "Los eventos se guardan en un outbox junto con el cambio que cuentan y se anotan en un inbox una vez tratados; sin base de datos se perderían cuando falta el broker y se tratarían dos veces cuando vuelve a entregarlos",
    },
    fix: {
      en: "Leave --database none out, or leave --messaging out: without a database there are no events.",
      es: "Quita --database none, o quita --messaging: sin base de datos no hay eventos.",
    },
  },
  REFERENCE_NEEDS_ALL: {
    what: {
      en: "The reference service {reference} cannot be made with {option}",
      es: "El servicio de referencia {reference} no se puede crear con {option}",
    },
    why: {
      en: "It is the guideline's own: it keeps its data in PostgreSQL and tells the others by events, and they rely on both",
      es: "Es el de la guía: guarda sus datos en PostgreSQL y avisa a los demás con eventos, y ellos cuentan con ambas cosas",
    },
    fix: {
      en: "Leave {option} out, or make a service of your own with --entity NAME.",
      es: "Quita {option} o crea un servicio tuyo con --entity NOMBRE.",
    },
  },
  CANNOT_ADD: {
    what: {
      en: "{name} cannot be added to {service} without touching what you wrote",
      es: "{name} no se puede añadir a {service} sin tocar lo que escribiste",
    },
    why: { en: "{reasons}", es: "{reasons}" },
    fix: {
      en: "Nothing was written. Apply the diff by hand (git apply takes it), and place the lines it ends with.",
      es: "No se escribió nada. Aplica el diff a mano (git apply lo acepta), y coloca las líneas con que termina.",
    },
  },
  ADD_UNSUPPORTED: {
    what: { en: "{name} cannot be added to {service}", es: "{name} no se puede añadir a {service}" },
    why: { en: "{reasons}", es: "{reasons}" },
    fix: {
      en: "Nothing was written. Correct that, or choose another service with --service NAME.",
      es: "No se escribió nada. Corrígelo, o elige otro servicio con --service NOMBRE.",
    },
  },
  ALREADY_ADDED: {
    what: { en: "The {kind} {name} is there already", es: "El {kind} {name} ya existe" },
    why: { en: "It is in {file}", es: "Está en {file}" },
    fix: {
      en: "Nothing was written. Choose another name, or change what is there.",
      es: "No se escribió nada. Elige otro nombre, o cambia lo que hay.",
    },
  },
  EVENT_UNKNOWN: {
    what: {
      en: "{service} publishes no event called {event}",
      es: "{service} no publica ningún evento {event}",
    },
    why: {
      en: "Its contracts/asyncapi.json sends: {known}",
      es: "Su contracts/asyncapi.json envía: {known}",
    },
    fix: {
      en: "Use one of those, or add it there first: msx add event {event} --service {service}",
      es: "Usa uno de esos, o añádelo allí antes: msx add event {event} --service {service}",
    },
  },
  OPERATION_UNKNOWN: {
    what: { en: "{service} has no operation {operation}", es: "{service} no tiene la operación {operation}" },
    why: { en: "Its contracts/openapi.json has: {known}", es: "Su contracts/openapi.json tiene: {known}" },
    fix: {
      en: "Use an operationId or a method and path of those.",
      es: "Usa un operationId o un método y ruta de esos.",
    },
  },
  ENGINE_UNAVAILABLE: {
    what: { en: "The {engine} engine is not available", es: "El motor {engine} no está disponible" },
    why: { en: "{attempts}", es: "{attempts}" },
    fix: {
      en: "Start Docker (or set DOCKER_HOST), then run again. Without Docker: msx up --engine embedded. msx doctor shows every check.",
      es: "Inicia Docker (o define DOCKER_HOST) y repite. Sin Docker: msx up --engine embedded. msx doctor muestra cada comprobación.",
    },
  },
  ENGINE_IN_USE: {
    what: {
      en: "{workspace} runs on the {used} engine",
      es: "{workspace} está en marcha en el motor {used}",
    },
    why: {
      en: "Started on the {wanted} engine as well, it would be there twice, each with data of its own.",
      es: "Si se iniciara también en el motor {wanted}, estaría dos veces, cada una con sus propios datos.",
    },
    fix: {
      en: "Take it down first (msx down), then: msx up --engine {wanted}",
      es: "Detenlo antes (msx down), y luego: msx up --engine {wanted}",
    },
  },
  NOT_ON_ENGINE: {
    what: {
      en: "{what} is not possible on the {engine} engine",
      es: "{what} no es posible en el motor {engine}",
    },
    why: {
      en: "It needs containers, and this engine runs without Docker.",
      es: "Necesita contenedores, y este motor funciona sin Docker.",
    },
    fix: {
      en: "With Docker running: msx down, then msx up --engine docker",
      es: "Con Docker en marcha: msx down, y luego msx up --engine docker",
    },
  },
  NOT_ON_MOTO: {
    what: { en: "{what} is not possible on moto", es: "{what} no es posible en moto" },
    why: {
      en: "moto runs the newest code of a function, whatever an alias or a version's number says.",
      es: "moto ejecuta el código más nuevo de una función, diga lo que diga un alias o el número de una versión.",
    },
    fix: {
      en: "Deploy the sources of before (msx deploy), or use another provider: platform.aws.provider in msx.yaml",
      es: "Despliega los fuentes de antes (msx deploy), o usa otro proveedor: platform.aws.provider en msx.yaml",
    },
  },
  SUPERVISOR_FAILED: {
    what: {
      en: "The supervisor of the embedded engine does not run: {detail}",
      es: "El supervisor del motor embebido no funciona: {detail}",
    },
    why: { en: "Its last log lines:\n{logs}", es: "Sus últimas líneas de registro:\n{logs}" },
    fix: {
      en: "Run: msx up. It starts it again, and what was stored is still there.",
      es: "Ejecuta: msx up. Lo inicia de nuevo, y lo que se guardó sigue ahí.",
    },
  },
  IMAGE_UNAVAILABLE: {
    what: { en: "The image {image} cannot be had", es: "No se puede obtener la imagen {image}" },
    why: { en: "{detail}", es: "{detail}" },
    fix: {
      en: "Pull it by hand, set platform.mirror in msx.yaml, or name another image with {variable}.",
      es: "Descárgala a mano, define platform.mirror en msx.yaml, o indica otra imagen con {variable}.",
    },
  },
  RESOURCE_FAILED: {
    what: {
      en: "{resource} did not become ready: {detail}",
      es: "{resource} no llegó a estar listo: {detail}",
    },
    why: { en: "Its last log lines:\n{logs}", es: "Sus últimas líneas de registro:\n{logs}" },
    fix: {
      en: "Mend that and run: msx up (it keeps what is ready).",
      es: "Corrígelo y ejecuta: msx up (conserva lo que está listo).",
    },
  },
  PORT_UNAVAILABLE: {
    what: {
      en: "No free port for {resource} from {port} on",
      es: "No hay puerto libre para {resource} desde {port}",
    },
    why: { en: "{detail}", es: "{detail}" },
    fix: {
      en: "Free one, or set platform.ports.{resource} in msx.yaml.",
      es: "Libera uno, o define platform.ports.{resource} en msx.yaml.",
    },
  },
  NAME_CONFLICT: {
    what: { en: "{kind} {name} belongs to somebody else", es: "{kind} {name} es de otro" },
    why: { en: "{owner}", es: "{owner}" },
    fix: {
      en: "Rename this workspace in msx.yaml, or take the other one down.",
      es: "Cambia el nombre de este espacio en msx.yaml, o detén el otro.",
    },
  },
  PLATFORM_DOWN: {
    what: {
      en: "The platform of {workspace} is not up: {missing}",
      es: "La plataforma de {workspace} no está en marcha: {missing}",
    },
    why: { en: "This command needs it running.", es: "Este comando la necesita en marcha." },
    fix: { en: "Run: msx up", es: "Ejecuta: msx up" },
  },
  PAGE_UNKNOWN: {
    what: { en: "{name} has no page to open", es: "{name} no tiene ninguna página que abrir" },
    why: { en: "These can have one: {known}", es: "Estos pueden tenerla: {known}" },
    fix: {
      en: "Use one of those names; msx open lists them",
      es: "Usa uno de esos nombres; msx open los lista",
    },
  },
  PAGE_DOWN: {
    what: { en: "{name} does not answer ({state})", es: "{name} no responde ({state})" },
    why: { en: "Only what runs has a page.", es: "Solo lo que está en marcha tiene una página." },
    fix: { en: "Run: {command}", es: "Ejecuta: {command}" },
  },
  VOLUME_INCOMPATIBLE: {
    what: {
      en: "Volume {volume} holds data of {resource} {old}, and the image is {new}",
      es: "El volumen {volume} tiene datos de {resource} {old}, y la imagen es {new}",
    },
    why: {
      en: "A new major version does not read the old one's files.",
      es: "Una versión mayor nueva no lee los archivos de la anterior.",
    },
    fix: {
      en: "Pin the old image in platform.images, or drop the data: msx down --volumes",
      es: "Fija la imagen anterior en platform.images, o descarta los datos: msx down --volumes",
    },
  },
  CONFIRMATION_NEEDED: {
    what: { en: "{detail}", es: "{detail}" },
    why: {
      en: "This cannot be undone, and there is no terminal to ask in.",
      es: "No se puede deshacer, y no hay terminal donde preguntar.",
    },
    fix: { en: "Add --yes.", es: "Añade --yes." },
  },
  BROKER_FAILED: {
    what: { en: "RabbitMQ: {detail}", es: "RabbitMQ: {detail}" },
    why: {
      en: "The broker refused, or went away in the middle.",
      es: "El bróker se negó, o desapareció a mitad.",
    },
    fix: {
      en: "Look at msx status and msx logs rabbitmq; msx up mends a broker that is down.",
      es: "Mira msx status y msx logs rabbitmq; msx up repara un bróker caído.",
    },
  },
  TRACE_UNKNOWN: {
    what: { en: "Nothing is kept of trace {trace}", es: "No se conserva nada de la traza {trace}" },
    why: {
      en: "It never arrived, is still to come (services hand in their spans in batches, every few seconds), or has given way to newer ones.",
      es: "Nunca llegó, está por llegar (los servicios entregan sus tramos por lotes, cada pocos segundos), o dejó su lugar a otras más nuevas.",
    },
    fix: {
      en: "List what there is: msx traces",
      es: "Lista las que hay: msx traces",
    },
  },
  TRACES_UNREADABLE: {
    what: { en: "Traces cannot be read from {url}", es: "No se pueden leer trazas de {url}" },
    why: { en: "{detail}", es: "{detail}" },
    fix: {
      en: "Look at msx status and msx logs tracing; msx up mends one that is down. With --from, give the address of an OTLP receiver of msx, or of Jaeger's page.",
      es: "Mira msx status y msx logs tracing; msx up repara uno caído. Con --from, indica la dirección de un receptor OTLP de msx, o de la página de Jaeger.",
    },
  },
  NOTHING_PUBLISHED: {
    what: { en: "{services}: no events to watch", es: "{services}: no hay eventos que mirar" },
    why: {
      en: "No service.yaml of theirs names an event under publishes.",
      es: "Ninguno de sus service.yaml nombra un evento en publishes.",
    },
    fix: {
      en: "Name a service that publishes, or declare its events in service.yaml.",
      es: "Nombra un servicio que publique, o declara sus eventos en service.yaml.",
    },
  },
  NOTHING_CONSUMED: {
    what: {
      en: "There is no dead-letter queue to look at: {detail}",
      es: "No hay cola de mensajes fallidos: {detail}",
    },
    why: {
      en: "Dead-letter queues belong to the queues named under consumes in service.yaml.",
      es: "Las colas de mensajes fallidos son de las colas que service.yaml nombra en consumes.",
    },
    fix: {
      en: "Name one of these services or queues: {known}",
      es: "Nombra uno de estos servicios o colas: {known}",
    },
  },
  DEAD_LETTER_UNKNOWN: {
    what: { en: "No dead letter has the id {id}", es: "Ningún mensaje fallido tiene el id {id}" },
    why: { en: "Looked in: {queues}", es: "Se buscó en: {queues}" },
    fix: {
      en: "See what is there: msx dlq list. Nothing was replayed.",
      es: "Mira lo que hay: msx dlq list. No se reenvió nada.",
    },
  },
  EXPORT_TARGET_TAKEN: {
    what: { en: "{path} is not an export of msx", es: "{path} no es una exportación de msx" },
    why: {
      en: "It is there already, and what is in it would be lost.",
      es: "Ya existe, y se perdería lo que contiene.",
    },
    fix: {
      en: "Name another folder: msx export compose --out FOLDER",
      es: "Nombra otra carpeta: msx export compose --out CARPETA",
    },
  },
  DOCKER_FAILED: {
    what: { en: "Docker refused: {detail}", es: "Docker lo rechazó: {detail}" },
    why: { en: "While: {doing}", es: "Durante: {doing}" },
    fix: { en: "{remedy}", es: "{remedy}" },
  },
  ENGINE_LOST: {
    what: { en: "Docker stopped answering: {detail}", es: "Docker dejó de responder: {detail}" },
    why: {
      en: "While: {doing}. The daemon ended, hangs, or is too busy.",
      es: "Durante: {doing}. El demonio terminó, está colgado o demasiado ocupado.",
    },
    fix: {
      en: "See to Docker (msx doctor), then run the same command again: it continues from what runs. A slow machine: MSX_DOCKER_TIMEOUT=3m",
      es: "Revisa Docker (msx doctor) y repite el mismo comando: continúa desde lo que está en marcha. Un equipo lento: MSX_DOCKER_TIMEOUT=3m",
    },
  },
  SECRETS_LOST: {
    what: {
      en: "Volume {volume} holds data of {resource}, and its password is lost",
      es: "El volumen {volume} tiene datos de {resource}, y su contraseña se perdió",
    },
    why: {
      en: ".msx/state of this workspace is gone, and no container is left to read the password from.",
      es: "Falta .msx/state de este espacio de trabajo, y no queda ningún contenedor del que leer la contraseña.",
    },
    fix: {
      en: "Put .msx/state/state.json back from a copy, or drop the data and start afresh: msx down --volumes",
      es: "Recupera .msx/state/state.json de una copia, o descarta los datos y empieza de nuevo: msx down --volumes",
    },
  },
  NO_DATABASE: {
    what: {
      en: "{service} has no database of its own in PostgreSQL",
      es: "{service} no tiene base de datos propia en PostgreSQL",
    },
    why: { en: "As written in {detail}", es: "Según {detail}" },
    fix: {
      en: "Services with one say so in service.yaml: owns: { database: postgres }",
      es: "Los servicios que la tienen lo dicen en service.yaml: owns: { database: postgres }",
    },
  },
  DATABASE_FAILED: {
    what: { en: "PostgreSQL: {detail}", es: "PostgreSQL: {detail}" },
    why: {
      en: "The server refused, or went away in the middle.",
      es: "El servidor se negó, o desapareció a mitad.",
    },
    fix: {
      en: "Run: msx up, then the same command again.",
      es: "Ejecuta: msx up, y luego el mismo comando.",
    },
  },
  PSQL_MISSING: {
    what: { en: "There is no psql to open {database} with", es: "No hay psql con que abrir {database}" },
    why: {
      en: "Neither beside the server nor on this machine's PATH.",
      es: "Ni junto al servidor ni en el PATH de esta máquina.",
    },
    fix: {
      en: "Install PostgreSQL's client; without it: msx db shell SERVICE -c SQL --json, or any client with msx env SERVICE",
      es: "Instala el cliente de PostgreSQL; sin él: msx db shell SERVICIO -c SQL --json, o cualquier cliente con msx env SERVICIO",
    },
  },
  SQL_FAILED: {
    what: { en: "{database}, line {line}: {detail}", es: "{database}, línea {line}: {detail}" },
    why: {
      en: "PostgreSQL refused the statement.",
      es: "PostgreSQL rechazó la sentencia.",
    },
    fix: {
      en: "Correct it and run again. Its tables are made when the service starts: msx deploy",
      es: "Corrígela y repite. Las tablas se crean al arrancar el servicio: msx deploy",
    },
  },
  SEEDS_MISSING: {
    what: { en: "{service} has no sample data", es: "{service} no tiene datos de ejemplo" },
    why: { en: "There is no .sql file in {folder}", es: "No hay ningún archivo .sql en {folder}" },
    fix: {
      en: "Write SQL there, for example seeds/001-sample.sql, so that it can run twice (insert … on conflict do nothing).",
      es: "Escribe SQL ahí, por ejemplo seeds/001-sample.sql, de modo que pueda repetirse (insert … on conflict do nothing).",
    },
  },
  SEED_FAILED: {
    what: { en: "{file}: {detail}", es: "{file}: {detail}" },
    why: {
      en: "PostgreSQL refused it in {database}; nothing of the sample data was kept.",
      es: "PostgreSQL lo rechazó en {database}; no quedó nada de los datos de ejemplo.",
    },
    fix: {
      en: "Correct the file and run again. Its tables are made when the service starts: msx deploy",
      es: "Corrige el archivo y repite. Las tablas se crean al arrancar el servicio: msx deploy",
    },
  },
  SEED_COMMITS: {
    what: {
      en: "{file} ends the transaction that all seeds share",
      es: "{file} termina la transacción que comparten todos los datos de ejemplo",
    },
    why: {
      en: "It has a COMMIT or ROLLBACK of its own, so what ran until then may be in {database} already.",
      es: "Tiene un COMMIT o ROLLBACK propio, así que lo ejecutado hasta ahí puede estar ya en {database}.",
    },
    fix: {
      en: "Take it out, then start from empty: msx db reset {service} --seed",
      es: "Quítalo y empieza de cero: msx db reset {service} --seed",
    },
  },
  SDK_MISSING: {
    what: {
      en: "There is no .NET SDK to build the service with",
      es: "No hay SDK de .NET con que construir el servicio",
    },
    why: {
      en: "Without Docker a .NET service is built and run on this machine, and dotnet --list-sdks names none here.",
      es: "Sin Docker un servicio .NET se construye y se ejecuta en esta máquina, y dotnet --list-sdks no nombra ninguno.",
    },
    fix: {
      en: "Install the .NET SDK {major}.0: https://dotnet.microsoft.com/download/dotnet/{major}.0 (Debian and Ubuntu: apt-get install dotnet-sdk-{major}.0; macOS: brew install --cask dotnet-sdk; Windows: winget install Microsoft.DotNet.SDK.{major}). Or start Docker and run: msx up --engine docker",
      es: "Instala el SDK de .NET {major}.0: https://dotnet.microsoft.com/download/dotnet/{major}.0 (Debian y Ubuntu: apt-get install dotnet-sdk-{major}.0; macOS: brew install --cask dotnet-sdk; Windows: winget install Microsoft.DotNet.SDK.{major}). O arranca Docker y ejecuta: msx up --engine docker",
    },
  },
  BUILD_FAILED: {
    what: { en: "{service} could not be built", es: "{service} no se pudo construir" },
    why: { en: "The build's last lines:\n{logs}", es: "Las últimas líneas de la construcción:\n{logs}" },
    fix: {
      en: "What ran before still runs. Mend the build and run: msx deploy {service}",
      es: "Lo que corría sigue corriendo. Corrige la construcción y ejecuta: msx deploy {service}",
    },
  },
  NOT_READY: {
    what: {
      en: "{service} {version} was not ready within {seconds} s: rolled back",
      es: "{service} {version} no estuvo listo en {seconds} s: se revirtió",
    },
    why: { en: "{detail}. Its last log lines:\n{logs}", es: "{detail}. Sus últimas líneas:\n{logs}" },
    fix: {
      en: "What ran before still runs. Mend it and run: msx deploy {service}",
      es: "Lo que corría sigue corriendo. Corrígelo y ejecuta: msx deploy {service}",
    },
  },
  FUNCTION_TEMPLATE_MISSING: {
    what: {
      en: "{service} says it is a function and has no template",
      es: "{service} dice que es una función y no tiene plantilla",
    },
    why: { en: "None of these is in {folder}: {names}", es: "Ninguno de estos está en {folder}: {names}" },
    fix: {
      en: "Write one, or make the project with: msx new lambda",
      es: "Escribe uno, o crea el proyecto con: msx new lambda",
    },
  },
  AWS_UNREACHABLE: {
    what: { en: "{where} does not answer as AWS", es: "{where} no responde como AWS" },
    why: { en: "STS GetCallerIdentity: {detail}", es: "STS GetCallerIdentity: {detail}" },
    fix: {
      en: "Check --endpoint or --profile, and the keys; for the platform's own AWS: msx up",
      es: "Revisa --endpoint o --profile, y las claves; para el AWS de la plataforma: msx up",
    },
  },
  RESOURCE_FOREIGN: {
    what: {
      en: "{service} cannot be deployed: names it needs are taken",
      es: "{service} no se puede desplegar: nombres que necesita están ocupados",
    },
    why: {
      en: "This is at {place} and msx has no record of having made it: {names}",
      es: "Esto está en {place} y msx no tiene constancia de haberlo creado: {names}",
    },
    fix: {
      en: "Remove it, or name yours otherwise in the template",
      es: "Elimínalo, o pon otro nombre en la plantilla",
    },
  },
  FUNCTIONS_FAILED: {
    what: {
      en: "{service} {version} could not be deployed: what was done was taken back",
      es: "{service} {version} no se pudo desplegar: lo hecho se deshizo",
    },
    why: { en: "{detail}", es: "{detail}" },
    fix: {
      en: "What served before still does. Mend it and run: msx deploy {service}",
      es: "Lo que servía sigue sirviendo. Corrígelo y ejecuta: msx deploy {service}",
    },
  },
  SMOKE_FAILED: {
    what: {
      en: "{service} {version} failed its try: no alias was moved to it",
      es: "{service} {version} falló su prueba: ningún alias se movió a ella",
    },
    why: { en: "{function}, {detail}. Its log:\n{logs}", es: "{function}, {detail}. Su registro:\n{logs}" },
    fix: {
      en: "What served before still does. Mend it and run: msx deploy {service}",
      es: "Lo que servía sigue sirviendo. Corrígelo y ejecuta: msx deploy {service}",
    },
  },
  FUNCTIONS_NOT_REMOVED: {
    what: {
      en: "Not everything of {service} could be removed",
      es: "No se pudo eliminar todo lo de {service}",
    },
    why: { en: "{detail}", es: "{detail}" },
    fix: {
      en: "What is left is remembered: run the same command again",
      es: "Lo que queda se recuerda: ejecuta de nuevo el mismo comando",
    },
  },
  FUNCTION_UNKNOWN: {
    what: { en: "{service} has no function {name}", es: "{service} no tiene la función {name}" },
    why: { en: "Deployed are: {known}", es: "Desplegadas están: {known}" },
    fix: {
      en: "Name one with --function; deploy with: msx deploy {service}",
      es: "Nombra una con --function; despliega con: msx deploy {service}",
    },
  },
  MEASUREMENT_FAILED: {
    what: { en: "{function} could not be measured", es: "{function} no se pudo medir" },
    why: { en: "{detail}", es: "{detail}" },
    fix: {
      en: "Nothing was written, and its environment is as it was. Try the event by itself: msx invoke SERVICE --function {function} --event FILE --tail",
      es: "No se escribió nada y su entorno está como antes. Prueba el evento por separado: msx invoke SERVICIO --function {function} --event ARCHIVO --tail",
    },
  },
  EVENT_UNREADABLE: {
    what: { en: "The event {file} cannot be used", es: "El evento {file} no se puede usar" },
    why: { en: "{detail}", es: "{detail}" },
    fix: {
      en: "Give a file with JSON, or - for standard input",
      es: "Da un archivo con JSON, o - para la entrada estándar",
    },
  },
  NOTHING_TO_DEPLOY: {
    what: { en: "{workspace} has no service", es: "{workspace} no tiene servicios" },
    why: { en: "No service.yaml under: {globs}", es: "No hay service.yaml en: {globs}" },
    fix: {
      en: "Run: msx new service NAME --entity Item",
      es: "Ejecuta: msx new service NOMBRE --entity Item",
    },
  },
  NOTHING_TO_ROLL_BACK: {
    what: {
      en: "{service} has no earlier version to go back to",
      es: "{service} no tiene una versión anterior a la que volver",
    },
    why: {
      en: "Running now: {running}. Remembered as the one before: {previous}. Its image, if it is gone: {image}.",
      es: "En marcha ahora: {running}. Recordada como la anterior: {previous}. Su imagen, si ya no está: {image}.",
    },
    fix: {
      en: "Go back in the sources and run: msx deploy {service}",
      es: "Retrocede en el código y ejecuta: msx deploy {service}",
    },
  },
  CANARY_WITHOUT_STABLE: {
    what: {
      en: "{service} cannot have a canary: nothing of it serves",
      es: "{service} no puede tener un canario: nada suyo está sirviendo",
    },
    why: {
      en: "A canary gets a share of the requests beside a version that gets the rest.",
      es: "Un canario recibe una parte de las peticiones junto a una versión que recibe el resto.",
    },
    fix: { en: "Run: msx deploy {service}", es: "Ejecuta: msx deploy {service}" },
  },
  CANARY_IDENTICAL: {
    what: {
      en: "There is nothing to try: {services} runs as the sources say",
      es: "No hay nada que probar: {services} funciona como dicen las fuentes",
    },
    why: {
      en: "A canary is another version, or the same with other settings, and {version} serves everyone.",
      es: "Un canario es otra versión, o la misma con otros ajustes, y {version} sirve a todos.",
    },
    fix: {
      en: "Change the sources first. To take a running canary back: msx rollback {service}",
      es: "Cambia antes las fuentes. Para retirar un canario en marcha: msx rollback {service}",
    },
  },
  CANARY_SHARE_IMPOSSIBLE: {
    what: {
      en: "A canary of {service} cannot get {percent} % of the requests",
      es: "Un canario de {service} no puede recibir el {percent} % de las peticiones",
    },
    why: {
      en: "Shares are whole weights in Consul; what runs weighs {total} there, and the nearest share is {nearest} %.",
      es: "Las partes son pesos enteros en Consul; lo que corre pesa {total} allí, y la parte más cercana es {nearest} %.",
    },
    fix: {
      en: "Services register the weight in SERVICE_WEIGHT (100 unless told otherwise): update its chassis and run msx deploy {service} once, or choose other --canary and --replicas.",
      es: "Los servicios registran el peso de SERVICE_WEIGHT (100 si no se indica): actualiza su chasis y ejecuta msx deploy {service} una vez, o elige otros --canary y --replicas.",
    },
  },
  NOTHING_TO_RUN: {
    what: {
      en: "{workspace} has no service that can be run from source",
      es: "{workspace} no tiene ningún servicio que se pueda ejecutar desde el código",
    },
    why: { en: "Looked in: {globs}. {detail}", es: "Se buscó en: {globs}. {detail}" },
    fix: { en: "Make one: msx new service NAME", es: "Crea uno: msx new service NOMBRE" },
  },
  DEV_UNSUPPORTED: {
    what: {
      en: "{service} cannot be run from source",
      es: "{service} no se puede ejecutar desde el código",
    },
    why: { en: "{detail}", es: "{detail}" },
    fix: {
      en: "Run it as a container instead: msx deploy {service}",
      es: "Ejecútalo como contenedor: msx deploy {service}",
    },
  },
  INSPECT_UNSUPPORTED: {
    what: {
      en: "Functions at {endpoint} cannot be debugged",
      es: "Las funciones de {endpoint} no se pueden depurar",
    },
    why: {
      en: "Only msx's own AWS runs functions as processes of this machine that a debugger can attach to; another provider answers there.",
      es: "Solo el AWS propio de msx ejecuta las funciones como procesos de esta máquina a los que un depurador se puede conectar; ahí responde otro proveedor.",
    },
    fix: {
      en: "Without --inspect they reload all the same: msx dev. To debug them, put platform.aws.provider: embedded into msx.yaml, then: msx down && msx up --engine embedded",
      es: "Sin --inspect se recargan igual: msx dev. Para depurarlas, pon platform.aws.provider: embedded en msx.yaml, y después: msx down && msx up --engine embedded",
    },
  },
  DEV_RUNNING: {
    what: {
      en: "{service} is run from source already (msx dev, pid {pid})",
      es: "{service} ya se ejecuta desde el código (msx dev, pid {pid})",
    },
    why: {
      en: "Two msx dev of one service would answer its requests in turns.",
      es: "Dos msx dev del mismo servicio responderían por turnos.",
    },
    fix: {
      en: "Go on there, or stop it with Ctrl-C. Other services: msx dev SERVICE",
      es: "Sigue allí, o deténlo con Ctrl-C. Otros servicios: msx dev SERVICIO",
    },
  },
  INSTALL_FAILED: {
    what: {
      en: "The dependencies of {service} could not be installed",
      es: "No se pudieron instalar las dependencias de {service}",
    },
    why: { en: "The last lines of {command}:\n{logs}", es: "Las últimas líneas de {command}:\n{logs}" },
    fix: {
      en: "Run {command} in {folder} until it succeeds, then again: msx dev {service}",
      es: "Ejecuta {command} en {folder} hasta que funcione, y repite: msx dev {service}",
    },
  },
  LISTEN_FAILED: {
    what: { en: "{name} cannot listen on {address}", es: "{name} no puede escuchar en {address}" },
    why: { en: "{detail}", es: "{detail}" },
    fix: {
      en: "Stop what uses it, or choose another: --port N, or --port 0 for any that is free",
      es: "Detén lo que lo usa, o elige otro: --port N, o --port 0 para cualquiera libre",
    },
  },
  DATA_UNUSABLE: {
    what: { en: "{folder} cannot hold the data", es: "{folder} no puede guardar los datos" },
    why: { en: "{detail}", es: "{detail}" },
    fix: {
      en: "Stop what uses it, make it writable for you, or give a folder of its own: --data DIR",
      es: "Detén lo que la usa, haz que puedas escribir en ella, o indica una carpeta propia: --data CARPETA",
    },
  },
  DATA_OTHER_VERSION: {
    what: {
      en: "{folder} holds data of PostgreSQL {found}, and the server is {wanted}",
      es: "{folder} tiene datos de PostgreSQL {found}, y el servidor es {wanted}",
    },
    why: {
      en: "A major version does not read another one's files.",
      es: "Una versión mayor no lee los archivos de otra.",
    },
    fix: {
      en: "Take the data out with pg_dump of version {found}, or move that folder away and start anew.",
      es: "Extrae los datos con pg_dump de la versión {found}, o aparta esa carpeta y empieza de nuevo.",
    },
  },
  POSTGRES_UNAVAILABLE: {
    what: {
      en: "PostgreSQL cannot run here without Docker",
      es: "PostgreSQL no puede ejecutarse aquí sin Docker",
    },
    why: { en: "{detail}", es: "{detail}" },
    fix: {
      en: "Install msx again with its optional packages (npm install --include=optional), on Linux with glibc or on macOS as a normal user; or use Docker: msx up --engine docker",
      es: "Instala msx otra vez con sus paquetes opcionales (npm install --include=optional), en Linux con glibc o en macOS como usuario normal; o usa Docker: msx up --engine docker",
    },
  },
  POSTGRES_FAILED: {
    what: {
      en: "PostgreSQL did not start on {folder}: {detail}",
      es: "PostgreSQL no arrancó sobre {folder}: {detail}",
    },
    why: { en: "Its last lines:\n{logs}", es: "Sus últimas líneas:\n{logs}" },
    fix: {
      en: "Mend what they name, or move that folder away and start anew.",
      es: "Corrige lo que nombran, o aparta esa carpeta y empieza de nuevo.",
    },
  },
  COMMAND_UNUSABLE: {
    what: { en: "Cannot start {command}", es: "No se puede iniciar {command}" },
    why: { en: "{detail}", es: "{detail}" },
    fix: {
      en: "Give a program that is in PATH, and its arguments: msx exec -- COMMAND …; no shell reads them (for one: sh -c '…').",
      es: "Indica un programa que esté en PATH, y sus argumentos: msx exec -- COMANDO …; ningún shell los lee (para uno: sh -c '…').",
    },
  },
  COMMAND_TIMEOUT: {
    what: {
      en: "{command} did not end within {timeout}",
      es: "{command} no terminó en {timeout}",
    },
    why: {
      en: "It was ended, with all it had started.",
      es: "Se terminó, con todo lo que había iniciado.",
    },
    fix: {
      en: "Give it more time with --timeout, or look why it hangs: msx up, then run it with the variables of msx env.",
      es: "Dale más tiempo con --timeout, o mira por qué se cuelga: msx up, y ejecútalo con las variables de msx env.",
    },
  },
  AUDIT_PATH_INVALID: {
    what: { en: "Cannot audit {path}: {detail}", es: "No se puede auditar {path}: {detail}" },
    why: { en: "The audit reads a folder.", es: "La auditoría lee una carpeta." },
    fix: { en: "Give the path of a repository.", es: "Indica la ruta de un repositorio." },
  },
  LIVE_NOT_LOCAL: {
    what: {
      en: "{what} is not on this machine only: {where}",
      es: "{what} no está solo en esta máquina: {where}",
    },
    why: {
      en: "--live stops databases, kills replicas and sends broken requests: nothing that others use may get those.",
      es: "--live detiene bases de datos, mata réplicas y envía peticiones rotas: nada que usen otros puede recibirlas.",
    },
    fix: {
      en: "Run it with a local daemon, and without that variable in service.yaml.",
      es: "Ejecútalo con un daemon local, y sin esa variable en service.yaml.",
    },
  },
  LIVE_NOT_DEPLOYED: {
    what: {
      en: "{service} does not run as its sources say: {running} runs, the sources make {sources}",
      es: "{service} no funciona como dicen sus fuentes: funciona {running}, las fuentes hacen {sources}",
    },
    why: {
      en: "What is proven must be what is in the repository, all of it, and ready.",
      es: "Lo que se prueba debe ser lo que está en el repositorio, entero y listo.",
    },
    fix: { en: "msx deploy {service}", es: "msx deploy {service}" },
  },
  NOTHING_TO_AUDIT: {
    what: { en: "No service found in {path}", es: "No se encontró ningún servicio en {path}" },
    why: {
      en: "Neither a service.yaml nor a project file (package.json, .csproj) is there.",
      es: "No hay service.yaml ni archivo de proyecto (package.json, .csproj).",
    },
    fix: {
      en: "Give the path of a service or a workspace.",
      es: "Indica la ruta de un servicio o espacio de trabajo.",
    },
  },
  GUIDELINE_UNUSABLE: {
    what: {
      en: "{file} cannot be used as a guideline: {detail}",
      es: "{file} no sirve como lineamiento: {detail}",
    },
    why: {
      en: "A guideline is a Markdown document whose checklists are lists of - [ ] entries below a heading.",
      es: "Un lineamiento es un documento Markdown cuyos checklists son listas de entradas - [ ] bajo un título.",
    },
    fix: {
      en: "Correct the document, then run: msx guideline check {file}",
      es: "Corrige el documento y ejecuta: msx guideline check {file}",
    },
  },
  UNKNOWN_RULE: {
    what: { en: "No rule is called {rule}", es: "Ninguna regla se llama {rule}" },
    why: { en: "The most alike: {closest}", es: "Las más parecidas: {closest}" },
    fix: { en: "See them all: msx audit list", es: "Mira todas: msx audit list" },
  },
  BASE_UNUSABLE: {
    what: { en: "Cannot compare with {ref}: {detail}", es: "No se puede comparar con {ref}: {detail}" },
    why: {
      en: "--base needs the history from where that branch, tag or commit parted from what is checked out.",
      es: "--base necesita el historial desde donde esa rama, etiqueta o commit se separó de lo que está extraído.",
    },
    fix: {
      en: "Fetch it with its history (in CI: fetch-depth: 0), or audit without --base.",
      es: "Tráelo con su historial (en CI: fetch-depth: 0), o audita sin --base.",
    },
  },
  WAIVER_REFUSED: {
    what: { en: "The waiver would not hold: {detail}", es: "La excepción no valdría: {detail}" },
    why: {
      en: "A waiver is the word of an approver (policy.approvers of msx.yaml: {approvers}) who is not the one who commits it, for a rule that can be waived, until a day to come.",
      es: "Una excepción es la palabra de quien puede aprobar (policy.approvers de msx.yaml: {approvers}), que no es quien hace el commit, para una regla que la admite, hasta un día por venir.",
    },
    fix: {
      en: "Correct it and run again, or mend what the rule finds.",
      es: "Corrígela y vuelve a ejecutar, o corrige lo que la regla encuentra.",
    },
  },
  WAIVER_PLACE_INVALID: {
    what: {
      en: "No comment can be written at {place}: {detail}",
      es: "No se puede escribir un comentario en {place}: {detail}",
    },
    why: {
      en: "A waiver in code is a comment above the line that the audit shows.",
      es: "Una excepción en el código es un comentario sobre la línea que la auditoría muestra.",
    },
    fix: {
      en: "Give FILE:LINE as the audit shows it, or waive the rule in msx.yaml: without --at.",
      es: "Indica ARCHIVO:LÍNEA como la auditoría lo muestra, o exceptúa la regla en msx.yaml: sin --at.",
    },
  },
};
