import { type FillParams, fill, type Lang } from "../src/messages/text.js";

const texts = {
  title: {
    en: "msx quickstart: from nothing to three services that talk, on this machine",
    es: "msx quickstart: de la nada a tres servicios que se hablan, en esta máquina",
  },
  usage: {
    en: "usage: npm run quickstart [-- --keep] [-- --form lambda] [-- --stack dotnet] [-- --engine embedded] [-- --json] [-- --lang es]\n\n  --keep   leave everything running and say how to take it down\n  --form   of the reference services: microservice (containers) or lambda (functions, DynamoDB, EventBridge, SQS, S3)\n  --stack  of the reference services: typescript, dotnet, or one for each (user=dotnet,order=dotnet)\n  --engine docker, embedded (without Docker), or auto: Docker where it can be used\n  --json   one JSON document on stdout; the rest goes to stderr\n  --lang   en or es (default: from LANG)",
    es: "uso: npm run quickstart [-- --keep] [-- --form lambda] [-- --stack dotnet] [-- --engine embedded] [-- --json] [-- --lang es]\n\n  --keep   dejar todo en marcha y decir cómo detenerlo\n  --form   de los servicios de referencia: microservice (contenedores) o lambda (funciones, DynamoDB, EventBridge, SQS, S3)\n  --stack  de los servicios de referencia: typescript, dotnet, o uno para cada uno (user=dotnet,order=dotnet)\n  --engine docker, embedded (sin Docker) o auto: Docker donde se pueda usar\n  --json   un documento JSON en stdout; lo demás va a stderr\n  --lang   en o es (por defecto: de LANG)",
  },
  standins: {
    en: "The pinned images cannot be had here, so stand-ins are used: real servers, built from Debian packages ({images}).\n  {why}",
    es: "Las imágenes fijadas no se pueden obtener aquí; se usan sustitutas: servidores reales, hechos con paquetes de Debian ({images}).\n  {why}",
  },
  embedded: {
    en: "Without Docker ({why}): on msx's own engine. PostgreSQL is real; the broker, Consul and AWS are emulated.",
    es: "Sin Docker ({why}): en el motor propio de msx. PostgreSQL es real; el bróker, Consul y AWS son emulados.",
  },
  new: {
    en: "make a workspace with the three reference services",
    es: "crear un espacio con los tres servicios",
  },
  up: { en: "start the platform", es: "iniciar la plataforma" },
  deploy: {
    en: "build the services and put them live",
    es: "construir los servicios y ponerlos en servicio",
  },
  scenario: { en: "use them, through the gateway only", es: "usarlos, solo a través de la pasarela" },
  audit: { en: "check them against the guideline", es: "comprobarlos contra la guía" },
  down: { en: "take everything down", es: "retirarlo todo" },
  audited: {
    en: "{pass} pass, {fail} fail, {manual} need a person, {waived} waived, {notApplicable} not applicable",
    es: "{pass} correctos, {fail} fallos, {manual} requieren a una persona, {waived} exceptuados, {notApplicable} no aplican",
  },
  done: { en: "All of it worked, in {seconds} s.", es: "Todo funcionó, en {seconds} s." },
  next: {
    en: "Your own, in any folder:\n\n{exports}  {msx} new workspace shop --reference {kind}\n  cd shop\n  {msx} up\n  {msx} deploy\n  {msx} audit checklist",
    es: "El tuyo, en cualquier carpeta:\n\n{exports}  {msx} new workspace shop --reference {kind}\n  cd shop\n  {msx} up\n  {msx} deploy\n  {msx} audit checklist",
  },
  kept: {
    en: "It is still running. Look around, then take it down:\n\n  cd {folder}\n{exports}  {msx} status\n  {msx} logs -f\n  {msx} down --volumes --yes",
    es: "Sigue en marcha. Míralo y luego retíralo:\n\n  cd {folder}\n{exports}  {msx} status\n  {msx} logs -f\n  {msx} down --volumes --yes",
  },
  failed: { en: "It failed while: {step}", es: "Falló durante: {step}" },
  interrupted: { en: "Interrupted.", es: "Interrumpido." },
  left: {
    en: "Not everything could be removed. What is left: cd {folder} && {msx} down --volumes --yes",
    es: "No se pudo retirar todo. Lo que queda: cd {folder} && {msx} down --volumes --yes",
  },
  "no-docker": {
    en: "--engine docker needs a Docker daemon, and none answers.\n\n  {why}\n\nGet one, then run it again:\n  macOS, Windows   https://docs.docker.com/get-docker\n  Linux            https://docs.docker.com/engine/install (Debian: apt-get install docker.io)\n  elsewhere        export DOCKER_HOST=…\n\nmsx doctor shows every place where a daemon was looked for.",
    es: "--engine docker necesita un daemon de Docker, y ninguno responde.\n\n  {why}\n\nConsigue uno y repite:\n  macOS, Windows   https://docs.docker.com/get-docker\n  Linux            https://docs.docker.com/engine/install (Debian: apt-get install docker.io)\n  en otro lugar    export DOCKER_HOST=…\n\nmsx doctor muestra cada lugar donde se buscó.",
  },
  "no-images": {
    en: "--engine docker needs container images, and they cannot be had.\n\n  {why}\n\nOne of these helps:\n  - log in to the registry, or wait until its rate limit is over\n  - name your registry's images: MSX_IMAGE_POSTGRES, MSX_IMAGE_RABBITMQ, MSX_IMAGE_CONSUL, MSX_IMAGE_AWS, MSX_IMAGE_NODE\n  - on a Debian machine, as root: apt-get install mmdebstrap, and stand-ins are built by themselves (test/images/README.md)",
    es: "--engine docker necesita imágenes de contenedor, y no se pueden obtener.\n\n  {why}\n\nAlgo de esto ayuda:\n  - inicia sesión en el registro, o espera a que pase su límite\n  - nombra imágenes de tu registro: MSX_IMAGE_POSTGRES, MSX_IMAGE_RABBITMQ, MSX_IMAGE_CONSUL, MSX_IMAGE_AWS, MSX_IMAGE_NODE\n  - en una máquina Debian, como root: apt-get install mmdebstrap, y las sustitutas se construyen solas (test/images/README.md)",
  },
} as const;

export type QuickstartText = keyof typeof texts;

export function say(code: QuickstartText, lang: Lang, params?: FillParams): string {
  return fill(texts[code], lang, params);
}
