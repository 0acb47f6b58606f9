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
