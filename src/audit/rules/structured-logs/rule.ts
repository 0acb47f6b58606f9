import { onNode } from "../../engine/over-functions.js";
import { at, fail, notApplicable, type Pointer, pass, pointer, type Rule } from "../../engine/rule.js";
import { isInUse } from "../../evidence/in-use.js";
import { dependsOn } from "../../evidence/package-references.js";
import { infrastructureOf } from "../../evidence/serverless/infrastructure.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

const libraries =
  /^(?:pino|winston|bunyan|log4js|consola|fastify|nestjs-pino|@aws-lambda-powertools\/logger|AWS\.Lambda\.Powertools\.Logging|Serilog(?:\..*)?|NLog(?:\..*)?|Microsoft\.Extensions\.Logging.*)$/;
const loggers =
  /(?<![.\w$])pino\s*(?:<[^()]*>)?\(|\b(?:winston|bunyan|log4js)\s*\.\s*(?:createLogger|configure|getLogger)\s*\(|(?<![.\w$])createLogger\s*\(\s*\{|\bnew\s+Logger\s*\(|\blogger\s*:\s*(?:true|\{)|\b(?:AddJsonConsole|AddSerilog|UseSerilog|UseNLog|AddNLog)\s*\(|\bILogger\s*<|\[\s*Logging\b|\b\w*LoggerModule\s*\.\s*forRoot(?:Async)?\s*\(/g;
const writesLine = /\bprocess\s*\.\s*stdout\s*\.\s*write\s*\(|(?<![.\w$])console\s*\.\s*(?:log|info)\s*\(/g;
const prints =
  /(?<![.\w$])console\s*\.\s*(?:log|info|warn|error|debug)\s*\(|\bConsole\s*\.\s*(?:Error\s*\.\s*)?Write(?:Line)?\s*\(/g;

/** MS-7: what happens is logged by a logger, in a form machines can search. */
export const rule: Rule = {
  id: "structured-logs",
  item: "MS-7",
  forms: ["microservice", "lambda"],
  title: { en: "Logs are structured", es: "Los logs son estructurados" },
  severity: "medium",
  waivable: true,
  section: "Monitoreo y Observabilidad",
  why: {
    en: "The lines of many services can only be searched and joined to a trace when each is an object with fields.",
    es: "Las líneas de muchos servicios solo se pueden buscar y unir a una traza si cada una es un objeto con campos.",
  },
  fix: {
    en: "Log through a structured logger (pino, ILogger with JSON or Serilog) instead of the console.",
    es: "Registra con un logger estructurado (pino, ILogger con JSON o Serilog) en lugar de la consola.",
  },
  evaluate(evidence) {
    if (evidence.code.length === 0) return notApplicable({ en: "There is no code", es: "No hay código" });
    const dotnet = evidence.service.stack === "dotnet" || evidence.packages.projects.length > 0; // ILogger comes with it
    const made =
      dependsOn(evidence.packages, libraries) || dotnet
        ? evidence.find(loggers).find((hit) => isInUse(evidence, hit))
        : undefined;
    const place = made
      ? at(made, { en: "logger", es: "logger" })
      : (ownLogger(evidence) ?? jsonFormat(evidence));
    if (place) return pass({ en: "A structured logger is used", es: "Se usa un logger estructurado" }, place);
    const [first, ...rest] = evidence
      .find(prints)
      .map((hit) => at(hit, { en: "prints text", es: "imprime texto" }));
    const nothing = pointer(evidence.code[0]?.path ?? ".", null, {
      en: "no logger is made in live code",
      es: "no se crea un logger en código vivo",
    });
    return fail(
      { en: "No structured logger is used", es: "No se usa un logger estructurado" },
      first ?? nothing,
      ...rest.slice(0, 4),
    );
  },
};

/** A logger of the service's own: a function in use that writes one JSON object a line, with a level and a message. */
function ownLogger(evidence: ServiceEvidence): Pointer | undefined {
  const hit = evidence.code
    .filter(({ code }) => /\blevel\b/.test(code) && /\b(?:message|msg)\b/.test(code))
    .flatMap((file) => file.find(writesLine))
    .find((one) => {
      const span = one.file.argumentsAfter(one.offset + one.text.length - 1);
      const written = span ? one.file.code.slice(span.start, span.end) : "";
      return /\bJSON\s*\.\s*stringify\s*\(/.test(written) && isInUse(evidence, one);
    });
  return hit && at(hit, { en: "writes JSON lines", es: "escribe líneas JSON" });
}

/** Lambda's own JSON format, set for every function. */
function jsonFormat(evidence: ServiceEvidence): Pointer | undefined {
  const { functions } = infrastructureOf(evidence);
  const [first] = functions;
  const all = functions.every(({ logFormat }) => logFormat?.text === "JSON");
  return first?.logFormat && all
    ? onNode(first.logFormat, { en: "JSON format", es: "formato JSON" })
    : undefined;
}
