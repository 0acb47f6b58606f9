import type { MessageTable } from "./text.js";

export const auditMessages = {
  "command.audit.checklist.summary": {
    en: "check a repository against the guideline's checklists, with evidence",
    es: "comprueba un repositorio contra los checklists del lineamiento, con evidencia",
  },
  "command.audit.checklist.description": {
    en: "Audits every service at or below PATH: a workspace, a service, or any repository of services. Executes nothing of what it audits. Exits 3 when an item fails.",
    es: "Audita cada servicio en RUTA o por debajo: un espacio de trabajo, un servicio o cualquier repositorio. No ejecuta nada de lo que audita. Termina con 3 cuando un punto falla.",
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
  "audit.list.migrations": {
    en: "no rule; msx audit checklist asks it of no service",
    es: "sin regla; msx audit checklist no lo pide a ningún servicio",
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
  "audit.service": { en: "{name} ({path})", es: "{name} ({path})" },
  "audit.verdict.pass": { en: "pass", es: "cumple" },
  "audit.verdict.fail": { en: "FAIL", es: "FALLA" },
  "audit.verdict.manual": { en: "needs a person", es: "requiere a una persona" },
  "audit.verdict.waived": { en: "waived", es: "exceptuado" },
  "audit.verdict.not-applicable": { en: "does not apply", es: "no aplica" },
  "audit.fix": { en: "fix: {fix}", es: "corrige: {fix}" },
  "audit.waiver": {
    en: "waived until {expires} by {approver}: {reason}",
    es: "exceptuado hasta {expires} por {approver}: {reason}",
  },
  "audit.summary": {
    en: "{pass} pass, {fail} fail, {manual} need a person, {waived} waived, {notApplicable} do not apply",
    es: "{pass} cumplen, {fail} fallan, {manual} requieren a una persona, {waived} exceptuados, {notApplicable} no aplican",
  },
} as const satisfies MessageTable;
