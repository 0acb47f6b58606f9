import type { MessageTable } from "./text.js";

export const lambdaReportMessages = {
  "command.lambda.report.summary": {
    en: "Measure a service's cold and warm invocations, price them, and write docs/cold-start.md",
    es: "Medir las invocaciones en frío y en caliente de un servicio, ponerles precio y escribir docs/cold-start.md",
  },
  "command.lambda.report.description": {
    en: "Invokes $LATEST of each function, one invocation after the other; no alias leads there. A cold start is forced by changing an environment variable, which is put back. The figures are those of Lambda's own REPORT lines. Only the function's section of the page is replaced. Figures of an emulator are no figures of AWS, and the page says so.",
    es: "Invoca $LATEST de cada función, una invocación tras otra; ningún alias lleva ahí. El arranque en frío se fuerza cambiando una variable de entorno, que después se restablece. Las cifras son las de las líneas REPORT de Lambda. Solo se sustituye la sección de la función en la página. Las cifras de un emulador no son cifras de AWS, y la página lo dice.",
  },
  "arg.lambda.report.service": {
    en: "the service whose functions they are",
    es: "el servicio al que pertenecen las funciones",
  },
  "flag.lambda.report.function": {
    en: "only this one: logical id, name, or the end of it (default: all with an event)",
    es: "solo esta: id lógico, nombre, o su final (por defecto: todas las que tienen un evento)",
  },
  "flag.lambda.report.event": {
    en: "a file with the event's JSON, - for standard input (default: what deploy tries it with)",
    es: "un archivo con el JSON del evento, - para la entrada estándar (por defecto: con el que deploy la prueba)",
  },
  "flag.lambda.report.cold": {
    en: "how many cold starts of each function",
    es: "cuántos arranques en frío de cada función",
  },
  "flag.lambda.report.warm": {
    en: "how many warm invocations of each function",
    es: "cuántas invocaciones en caliente de cada función",
  },
  "flag.lambda.report.dry-run": {
    en: "say what would be invoked; invoke, change and write nothing",
    es: "decir qué se invocaría; no invocar, cambiar ni escribir nada",
  },
  "lambda.report.task": { en: "measure {function}", es: "medir {function}" },
  "lambda.report.step": { en: "{done} of {all}", es: "{done} de {all}" },
  "lambda.report.would": {
    en: "{function}: {cold} cold and {warm} warm invocations with {event} at {where}",
    es: "{function}: {cold} invocaciones en frío y {warm} en caliente con {event} en {where}",
  },
  "lambda.report.skipped": {
    en: "{function}: not measured, since no event is known that does no harm; give one with --function and --event",
    es: "{function}: no medida, pues no se conoce un evento que no cause daño; da uno con --function y --event",
  },
  "lambda.report.not-aws": {
    en: "Measured at {where}: these are no figures of AWS.",
    es: "Medido en {where}: no son cifras de AWS.",
  },
  "lambda.report.written": { en: "Written: {file}", es: "Escrito: {file}" },
  "lambda.report.table.function": { en: "FUNCTION", es: "FUNCIÓN" },
  "lambda.report.table.init": { en: "INIT P50", es: "INICIO P50" },
  "lambda.report.table.cold": { en: "COLD P50", es: "FRÍO P50" },
  "lambda.report.table.warm": { en: "WARM P50", es: "CALIENTE P50" },
  "lambda.report.table.memory": { en: "MEMORY", es: "MEMORIA" },
  "lambda.report.table.price": { en: "A MILLION WARM", es: "UN MILLÓN EN CALIENTE" },
  "lambda.report.page.head": {
    en: "# Cold starts of {service}\n\nEach section below is written by `msx lambda report {service}`. What stands outside the markers is kept: the place for what follows from the figures.",
    es: "# Arranques en frío de {service}\n\nCada sección de abajo la escribe `msx lambda report {service}`. Lo que está fuera de las marcas se conserva: el lugar para lo que se concluye de las cifras.",
  },
  "lambda.report.page.written": {
    en: "Measured on {date} and written by `msx lambda report`: changes between the markers are lost.",
    es: "Medido el {date} y escrito por `msx lambda report`: los cambios entre las marcas se pierden.",
  },
  "lambda.report.page.place.aws": { en: "Measured on AWS.", es: "Medido en AWS." },
  "lambda.report.page.place.local": {
    en: "**No figures of AWS**: measured on a machine that runs a local AWS. They compare versions and functions with each other; how long AWS takes, and what it bills, only AWS can tell.",
    es: "**No son cifras de AWS**: medidas en una máquina con un AWS local. Sirven para comparar versiones y funciones entre sí; cuánto tarda AWS, y cuánto factura, solo AWS lo puede decir.",
  },
  "lambda.report.page.place.other": {
    en: "**No figures of AWS**: measured at {where}, which speaks AWS's API and is not AWS.",
    es: "**No son cifras de AWS**: medidas en {where}, que habla la API de AWS y no es AWS.",
  },
  "lambda.report.page.where": { en: "where", es: "dónde" },
  "lambda.report.page.code": { en: "code", es: "código" },
  "lambda.report.page.code.alone": {
    en: "`$LATEST`; no version serves yet",
    es: "`$LATEST`; aún no sirve ninguna versión",
  },
  "lambda.report.page.code.served": {
    en: "`$LATEST`, with the code and memory of version {version}, which serves",
    es: "`$LATEST`, con el código y la memoria de la versión {version}, que es la que sirve",
  },
  "lambda.report.page.code.other": {
    en: "`$LATEST`, **not** the code and memory of version {version}, which serves",
    es: "`$LATEST`, **no** el código y la memoria de la versión {version}, que es la que sirve",
  },
  "lambda.report.page.event": { en: "event", es: "evento" },
  "lambda.report.page.runtime": { en: "runtime", es: "runtime" },
  "lambda.report.page.memory": { en: "memory configured", es: "memoria configurada" },
  "lambda.report.page.cold": { en: "cold invocations", es: "invocaciones en frío" },
  "lambda.report.page.warm": { en: "warm invocations", es: "invocaciones en caliente" },
  "lambda.report.page.figure": { en: "figure", es: "cifra" },
  "lambda.report.page.of.cold": { en: "cold", es: "en frío" },
  "lambda.report.page.of.warm": { en: "warm", es: "en caliente" },
  "lambda.report.page.init": { en: "init (ms)", es: "inicio (ms)" },
  "lambda.report.page.duration": { en: "duration (ms)", es: "duración (ms)" },
  "lambda.report.page.billed": { en: "billed (ms)", es: "facturado (ms)" },
  "lambda.report.page.memory-used": { en: "memory used (MB)", es: "memoria usada (MB)" },
  "lambda.report.page.price": {
    en: "USD for a million invocations",
    es: "USD por un millón de invocaciones",
  },
  "lambda.report.page.price.requests": { en: "requests", es: "peticiones" },
  "lambda.report.page.price.duration": { en: "duration", es: "duración" },
  "lambda.report.page.price.total": { en: "total", es: "total" },
  "lambda.report.page.price.cold": { en: "all cold", es: "todas en frío" },
  "lambda.report.page.price.warm": { en: "all warm", es: "todas en caliente" },
  "lambda.report.page.price.billed": {
    en: "{kind}, billed {ms} ms on average",
    es: "{kind}, facturadas {ms} ms de media",
  },
  "lambda.report.page.prices": {
    en: "Prices: AWS's list for {region}, {architecture}, on demand, first tier, as of {date}: {second} USD a GB-second, {requests} USD a million requests; no free tier, no savings plan ({source}). Only Lambda itself: no API, no logs, no data.",
    es: "Precios: lista de AWS para {region}, {architecture}, bajo demanda, primer tramo, a fecha de {date}: {second} USD por GB-segundo, {requests} USD por millón de peticiones; sin capa gratuita ni plan de ahorro ({source}). Solo Lambda: sin API, registros ni datos.",
  },
  "lambda.report.page.prices.region": {
    en: "The function is in {region}, where prices can differ.",
    es: "La función está en {region}, donde los precios pueden ser otros.",
  },
  "lambda.report.page.used": {
    en: "Memory: at most {used} MB of {memory} MB were used ({share} %). Other sizes were not measured, so none is recommended.",
    es: "Memoria: se usaron como máximo {used} MB de {memory} MB ({share} %). No se midieron otros tamaños, así que no se recomienda ninguno.",
  },
} as const satisfies MessageTable;
