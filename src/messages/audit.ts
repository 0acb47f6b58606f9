import type { MessageTable } from "./text.js";

export const auditMessages = {
  "command.audit.checklist.summary": {
    en: "check a repository against the guideline's checklists, with evidence",
    es: "comprueba un repositorio contra los checklists del lineamiento, con evidencia",
  },
  "command.audit.checklist.description": {
    en: "Audits every service at or below PATH: a workspace, a service, or any repository of services. Executes nothing of what it audits. With --live it also proves on the running local platform what the named services do when things go wrong, and mends what it broke. Exits 3 when an item fails.",
    es: "Audita cada servicio en RUTA o por debajo: un espacio de trabajo, un servicio o cualquier repositorio. No ejecuta nada de lo que audita. Con --live prueba además, en la plataforma local en marcha, qué hacen los servicios indicados cuando algo va mal, y repara lo que rompió. Termina con 3 cuando un punto falla.",
  },
  "arg.audit.checklist.path": {
    en: "folder to audit (default: this one)",
    es: "carpeta que se audita (por defecto: esta)",
  },
  "flag.audit.checklist.strict": {
    en: "exit 3 also when an item needs a person",
    es: "terminar con 3 también cuando un punto requiere a una persona",
  },
  "command.audit.list.summary": {
    en: "list the checklists' items and the rules that decide them",
    es: "lista los puntos de los checklists y las reglas que los deciden",
  },
  "command.audit.list.description": {
    en: "Shows every item of the guideline in force and its rules, those of your own included (policy.guideline and policy.rules in msx.yaml).",
    es: "Muestra cada punto del lineamiento en vigor y sus reglas, también las propias (policy.guideline y policy.rules en msx.yaml).",
  },
  "command.audit.explain.summary": {
    en: "explain a rule: why it exists, and how to meet it",
    es: "explica una regla: por qué existe y cómo cumplirla",
  },
  "command.audit.explain.description": {
    en: "Shows why a rule exists, how to fix what it finds, the guideline's section that asks for it, its severity, and whether it can be waived.",
    es: "Muestra por qué existe una regla, cómo corregir lo que encuentra, la sección del lineamiento que la pide, su severidad y si admite excepciones.",
  },
  "arg.audit.explain.rule": { en: "the rule's name", es: "el nombre de la regla" },
  "command.guideline.check.summary": {
    en: "map a guideline's checklist items to rules; fail when a text changed without its rules",
    es: "asigna los puntos de un lineamiento a reglas; falla si un texto cambió sin sus reglas",
  },
  "command.guideline.check.description": {
    en: "Reads the checklists (- [ ] …) of a Markdown guideline. An item that no rule decides is manual: it takes an attestation. Exits 3 when the text of an item is not the one its rules were written for, or a rule of your own is of no item.",
    es: "Lee los checklists (- [ ] …) de un lineamiento en Markdown. Un punto que ninguna regla decide es manual: requiere una atestación. Termina con 3 cuando el texto de un punto no es aquel para el que se escribieron sus reglas, o una regla propia no es de ningún punto.",
  },
  "arg.guideline.check.file": {
    en: "the guideline (default: the one of this workspace, else msx's own)",
    es: "el lineamiento (por defecto: el de este espacio de trabajo, o el de msx)",
  },
  "audit.checklist.microservices": { en: "Microservices", es: "Microservicios" },
  "audit.checklist.serverless": { en: "Serverless", es: "Serverless" },
  "audit.checklist.migrations": { en: "Migrations", es: "Migraciones" },
  "audit.checklist.general": { en: "Every service", es: "Todo servicio" },
  "audit.severity.high": { en: "high", es: "alta" },
  "audit.severity.medium": { en: "medium", es: "media" },
  "audit.severity.low": { en: "low", es: "baja" },
  "audit.list.manual": {
    en: "no rule: a person attests it in service.yaml",
    es: "sin regla: una persona lo atestigua en service.yaml",
  },
  "guideline.again": { en: "and {count} items as above", es: "y {count} puntos como arriba" },
  "audit.list.explain": {
    en: "More about one: msx audit explain RULE",
    es: "Más sobre una: msx audit explain REGLA",
  },
  "audit.explain.why": { en: "Why.", es: "Por qué." },
  "audit.explain.fix": { en: "How to fix it.", es: "Cómo corregirlo." },
  "audit.explain.item": {
    en: "Checklist item: {item} ({title})",
    es: "Punto del checklist: {item} ({title})",
  },
  "audit.explain.any-item": {
    en: "Checklist item: every one that is left to a person",
    es: "Punto del checklist: todos los que quedan a cargo de una persona",
  },
  "audit.explain.section": { en: "Guideline: «{section}»", es: "Lineamiento: «{section}»" },
  "audit.explain.severity": { en: "Severity: {severity}", es: "Severidad: {severity}" },
  "audit.explain.waivable": { en: "Can be waived: yes", es: "Admite excepciones: sí" },
  "audit.explain.not-waivable": { en: "Can be waived: no", es: "Admite excepciones: no" },
  "audit.explain.file": { en: "Your own rule: {file}", es: "Regla propia: {file}" },
  "audit.note.changed": {
    en: "The text of {id} changed in the guideline (line {line}), so its rules do not decide it: msx guideline check",
    es: "El texto de {id} cambió en el lineamiento (línea {line}) y sus reglas no lo deciden: msx guideline check",
  },
  "guideline.unmapped": {
    en: "no rule decides it: a person attests it",
    es: "ninguna regla lo decide: una persona lo atestigua",
  },
  "guideline.resembles": {
    en: "much like {id}: behind it, <!-- msx: {id} --> lets the rules of {id} decide it",
    es: "muy parecido a {id}: detrás, <!-- msx: {id} --> deja que lo decidan las reglas de {id}",
  },
  "guideline.was": { en: "was: {was}", es: "antes: {was}" },
  "guideline.changed": {
    en: "the text changed without its rules: {rules}",
    es: "el texto cambió sin sus reglas: {rules}",
  },
  "guideline.mark": {
    en: "if it is still the same item, write behind it: {mark}",
    es: "si sigue siendo el mismo punto, escribe detrás: {mark}",
  },
  "guideline.exception.changed": {
    en: "the text changed; msx decide asks about the one before",
    es: "el texto cambió; msx decide pregunta por el anterior",
  },
  "guideline.missing": { en: "{id} is not in this list: {title}", es: "{id} no está en esta lista: {title}" },
  "guideline.orphan": {
    en: "{file}:{line}: the rule {rule} is of the item {item}, which the guideline does not have",
    es: "{file}:{line}: la regla {rule} es del punto {item}, que el lineamiento no tiene",
  },
  "guideline.summary": {
    en: "{mapped} items are decided by rules, {unmapped} need a person, {changed} changed without their rules, {missing} missing",
    es: "{mapped} puntos los deciden reglas, {unmapped} requieren a una persona, {changed} cambiaron sin sus reglas, {missing} faltan",
  },
  "flag.audit.checklist.output": {
    en: "write the report as FORMAT to FILE, - for stdout; again for more of them. Formats: terminal, json, sarif, junit, markdown, html, github, gitlab",
    es: "escribir el informe como FORMATO en ARCHIVO, - para stdout; se puede repetir. Formatos: terminal, json, sarif, junit, markdown, html, github, gitlab",
  },
  "flag.audit.checklist.fail-on": {
    en: "exit 3 only when a rule of this severity or worse fails; none: never",
    es: "terminar con 3 solo cuando falla una regla de esta severidad o peor; none: nunca",
  },
  "flag.audit.checklist.baseline": {
    en: "exit 3 only for failures that this file does not know",
    es: "terminar con 3 solo por fallas que este archivo no conoce",
  },
  "flag.audit.checklist.write-baseline": {
    en: "write the present failures to this file, as known ones",
    es: "escribir las fallas actuales en este archivo, como conocidas",
  },
  "flag.audit.checklist.changed": {
    en: "audit only the services that changed since --base",
    es: "auditar solo los servicios que cambiaron desde --base",
  },
  "flag.audit.checklist.base": {
    en: "the branch, tag or commit to compare with: no contract may break since, nor any consumer",
    es: "la rama, etiqueta o commit con que comparar: desde entonces no se rompe ningún contrato ni consumidor",
  },
  "command.audit.waive.summary": {
    en: "accept what a rule finds, for a time: with a reason and an approver",
    es: "aceptar lo que encuentra una regla, por un tiempo: con motivo y quien aprueba",
  },
  "command.audit.waive.description": {
    en: "Writes a waiver to policy.waivers of msx.yaml, or with --at as a comment at the place in code. The approver must be one of policy.approvers, and somebody other than who commits it.",
    es: "Escribe una excepción en policy.waivers de msx.yaml, o con --at como comentario en el lugar del código. Quien aprueba debe estar en policy.approvers y ser otra persona que quien hace el commit.",
  },
  "arg.audit.waive.rule": { en: "the rule that is waived", es: "la regla que se exceptúa" },
  "flag.audit.waive.reason": { en: "why it is accepted", es: "por qué se acepta" },
  "flag.audit.waive.approved-by": {
    en: "who approves it, as in policy.approvers",
    es: "quién lo aprueba, como en policy.approvers",
  },
  "flag.audit.waive.expires": {
    en: "the last day it holds: YYYY-MM-DD",
    es: "el último día en que vale: AAAA-MM-DD",
  },
  "flag.audit.waive.service": {
    en: "only in this service (default: in all)",
    es: "solo en este servicio (por defecto: en todos)",
  },
  "flag.audit.waive.at": {
    en: "write it as a comment above this line of code, for this place only",
    es: "escribirla como comentario sobre esta línea de código, solo para este lugar",
  },
  "command.audit.waivers.summary": {
    en: "list the waivers, and say which do not hold or end soon",
    es: "listar las excepciones y decir cuáles no valen o vencen pronto",
  },
  "command.audit.waivers.description": {
    en: "Reads policy.waivers of msx.yaml and the comments of every file. Exits 3 when a waiver does not hold.",
    es: "Lee policy.waivers de msx.yaml y los comentarios de cada archivo. Termina con 3 cuando una excepción no vale.",
  },
  "arg.audit.waivers.path": {
    en: "folder whose waivers are listed (default: this one)",
    es: "carpeta cuyas excepciones se listan (por defecto: esta)",
  },
  "flag.audit.waivers.within": {
    en: "warn of those that end within so many days",
    es: "avisar de las que vencen dentro de tantos días",
  },
  "flag.audit.waivers.strict": {
    en: "a waiver whose author the history does not show does not hold",
    es: "una excepción cuyo autor no consta en el historial no vale",
  },
  "audit.waivers.none": { en: "There are no waivers.", es: "No hay excepciones." },
  "audit.waivers.entry": {
    en: "{rule} in {scope}, until {expires}, approved by {approver}: {reason}",
    es: "{rule} en {scope}, hasta {expires}, aprobada por {approver}: {reason}",
  },
  "audit.waivers.everywhere": { en: "all services", es: "todos los servicios" },
  "audit.waivers.here": { en: "this place", es: "este lugar" },
  "audit.waivers.summary": {
    en: "Waivers: {count}. Do not hold: {problems}. To look at: {warnings}.",
    es: "Excepciones: {count}. No valen: {problems}. Por revisar: {warnings}.",
  },
  "audit.waive.written": { en: "Written: {file}:{line}", es: "Escrita: {file}:{line}" },
  "audit.waive.planned": { en: "Would be written: {file}:{line}", es: "Se escribiría: {file}:{line}" },
  "audit.waive.unchanged": {
    en: "The same waiver is there already: {file}:{line}",
    es: "La misma excepción ya está: {file}:{line}",
  },
  "audit.waive.next": {
    en: "Somebody other than {approver} commits it; the audit reads that from git.",
    es: "Otra persona que {approver} hace el commit; la auditoría lo lee de git.",
  },
  "audit.waiver.note": { en: "{file}:{line}: {detail}", es: "{file}:{line}: {detail}" },
  "audit.waiver.malformed": {
    en: "a waiver takes a rule, --reason, --approved-by and --expires with a day of the calendar, YYYY-MM-DD",
    es: "una excepción lleva una regla, --reason, --approved-by y --expires con un día del calendario, AAAA-MM-DD",
  },
  "audit.waiver.unknown-rule": {
    en: "a waiver names an unknown rule: {rule}",
    es: "una excepción nombra una regla desconocida: {rule}",
  },
  "audit.waiver.not-waivable": {
    en: "the rule {rule} cannot be waived",
    es: "la regla {rule} no admite excepciones",
  },
  "audit.waiver.expired": {
    en: "the waiver of {rule} expired on {expires}",
    es: "la excepción de {rule} venció el {expires}",
  },
  "audit.waiver.not-an-approver": {
    en: "{approver} approved the waiver of {rule}, but is not in policy.approvers",
    es: "{approver} aprobó la excepción de {rule}, pero no está en policy.approvers",
  },
  "audit.waiver.self-approved": {
    en: "{approver} both wrote and approved the waiver of {rule}",
    es: "{approver} escribió y aprobó la excepción de {rule}",
  },
  "audit.waiver.unproven": {
    en: "who added the waiver of {rule} is not known",
    es: "no se sabe quién añadió la excepción de {rule}",
  },
  "audit.waiver.doubt.no-repository": {
    en: "who added the waiver of {rule} is not known: there is no git history to read",
    es: "no se sabe quién añadió la excepción de {rule}: no hay historial de git que leer",
  },
  "audit.waiver.doubt.uncommitted": {
    en: "the waiver of {rule} is not committed yet",
    es: "la excepción de {rule} aún no está en un commit",
  },
  "audit.waiver.doubt.shallow": {
    en: "who added the waiver of {rule} is not known: the clone is shallow (fetch the whole history, fetch-depth: 0)",
    es: "no se sabe quién añadió la excepción de {rule}: el clon es superficial (trae todo el historial, fetch-depth: 0)",
  },
  "audit.waiver.doubt.unreadable": {
    en: "who added the waiver of {rule} is not known: git cannot read the history",
    es: "no se sabe quién añadió la excepción de {rule}: git no puede leer el historial",
  },
  "audit.waiver.soon": {
    en: "the waiver of {rule} ends on {expires} (days left: {days})",
    es: "la excepción de {rule} vence el {expires} (días restantes: {days})",
  },
  "audit.waiver.twice": {
    en: "the waiver at {file}:{line} excuses this already",
    es: "la excepción de {file}:{line} ya cubre esto",
  },
  "audit.waiver.no-service": {
    en: "no service is called {service}: it excuses nothing",
    es: "ningún servicio se llama {service}: no exceptúa nada",
  },
  "audit.note.truncated": {
    en: "The folder is too large or too deep: not every file was read.",
    es: "La carpeta es demasiado grande o profunda: no se leyeron todos los archivos.",
  },
  "audit.note.unchanged": {
    en: "Services that have not changed, and were not audited: {count}.",
    es: "Servicios que no cambiaron y no se auditaron: {count}.",
  },
  "audit.note.baseline-mended": {
    en: "Failures of the baseline that are gone: {count}. Write it again.",
    es: "Fallas de la línea base que ya no están: {count}. Vuelve a escribirla.",
  },
  "flag.audit.checklist.cache": {
    en: "Take what an earlier audit found in the same content for found (kept in the user's cache folder)",
    es: "Dar por hallado lo que una auditoría anterior halló en el mismo contenido (se guarda en la carpeta de caché del usuario)",
  },
  "audit.services": { en: "{count} services", es: "{count} servicios" },
  "audit.service": { en: "{name} ({path})", es: "{name} ({path})" },
  "audit.verdict.pass": { en: "pass", es: "cumple" },
  "audit.verdict.fail": { en: "FAIL", es: "FALLA" },
  "audit.verdict.manual": { en: "needs a person", es: "requiere a una persona" },
  "audit.verdict.waived": { en: "waived", es: "exceptuado" },
  "audit.verdict.not-applicable": { en: "does not apply", es: "no aplica" },
  "audit.fix": { en: "fix: {fix}", es: "solución: {fix}" },
  "audit.waiver": {
    en: "waived until {expires} by {approver}: {reason} ({file}:{line})",
    es: "exceptuado hasta {expires} por {approver}: {reason} ({file}:{line})",
  },
  "audit.refused": {
    en: "its waiver does not hold: {detail} ({file}:{line})",
    es: "su excepción no vale: {detail} ({file}:{line})",
  },
  "audit.known": { en: "known, by the baseline", es: "conocida, según la línea base" },
  "audit.title": { en: "Audit against the guideline", es: "Auditoría contra el lineamiento" },
  "audit.result.none": { en: "no service was audited", es: "no se auditó ningún servicio" },
  "audit.result.pass": { en: "No item fails", es: "Ningún punto falla" },
  "audit.result.fail": {
    en: "{fail} items fail in {services} of {of} services",
    es: "{fail} puntos fallan en {services} de {of} servicios",
  },
  "audit.result.fail-here": { en: "{fail} items fail", es: "{fail} puntos fallan" },
  "audit.result.fail-one-here": { en: "1 item fails", es: "1 punto falla" },
  "audit.result.fail-one": {
    en: "1 item fails in 1 of {of} services",
    es: "1 punto falla en 1 de {of} servicios",
  },
  "audit.result.known": { en: "{known} of them known", es: "{known} de ellos conocidos" },
  "audit.more-services": {
    en: "… and {count} more, {clean} of them without a failure",
    es: "… y {count} más, {clean} de ellos sin fallas",
  },
  "audit.cut": {
    en: "The rest is left out here: {count} more. The other formats have all.",
    es: "Aquí se omite el resto: {count} más. Los otros formatos lo tienen todo.",
  },
  "audit.heading.service": { en: "Service", es: "Servicio" },
  "audit.heading.services": { en: "Services", es: "Servicios" },
  "audit.heading.fail": { en: "What fails", es: "Lo que falla" },
  "audit.heading.manual": { en: "What needs a person", es: "Lo que requiere a una persona" },
  "audit.heading.waived": { en: "What is waived", es: "Lo que está exceptuado" },
  "audit.heading.all": { en: "Every item, with its evidence", es: "Cada punto, con su evidencia" },
  "audit.heading.notes": { en: "Notes", es: "Notas" },
  "audit.heading.item": { en: "Item", es: "Punto" },
  "audit.heading.rule": { en: "Rule", es: "Regla" },
  "audit.heading.waiver": { en: "Waiver", es: "Excepción" },
  "audit.summary": {
    en: "Items: {pass} pass, {fail} fail, {manual} for a person, {waived} waived, {notApplicable} not applicable",
    es: "Puntos: cumplen {pass}, fallan {fail}, para una persona {manual}, exceptuados {waived}, no aplican {notApplicable}",
  },
} as const satisfies MessageTable;
