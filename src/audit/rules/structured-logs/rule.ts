import { onNode } from "../../engine/over-functions.js";
import { at, fail, notApplicable, type Pointer, pass, pointer, type Rule } from "../../engine/rule.js";
import type { Hit } from "../../evidence/code-file.js";
import { isInUse } from "../../evidence/in-use.js";
import { marked } from "../../evidence/marked-pattern.js";
import { dependsOn } from "../../evidence/package-references.js";
import { infrastructureOf } from "../../evidence/serverless/infrastructure.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";

const libraries =
  /^(?:pino|pino-http|winston|bunyan|log4js|consola|fastify|nestjs-pino|@aws-lambda-powertools\/logger|AWS\.Lambda\.Powertools\.Logging|Serilog(?:\..*)?|NLog(?:\..*)?|Microsoft\.Extensions\.Logging.*)$/;
const loggers = marked(
  ["pino", "ogger", "winston", "bunyan", "log4js", "Logging", "AddJsonConsole", "Serilog", "NLog"],
  /(?<![.\w$])pino(?:Http)?\s*(?:<[^()]*>)?\(|\b(?:winston|bunyan|log4js)\s*\.\s*(?:createLogger|configure|getLogger)\s*\(|(?<![.\w$])createLogger\s*\(\s*\{|\bnew\s+Logger\s*\(|\blogger\s*:\s*(?:true|\{)|\b(?:AddJsonConsole|AddSerilog|UseSerilog|UseNLog|AddNLog)\s*\(|\bILogger\s*<|\[\s*Logging\b|\b\w*LoggerModule\s*\.\s*forRoot(?:Async)?\s*\(|\bWinstonModule\s*\.\s*(?:createLogger|forRoot(?:Async)?)\s*\(/g,
);
const writesLine =
  /\bprocess\s*\.\s*stdout\s*\.\s*write\s*\(|(?<![.\w$])console\s*\.\s*(?:log|info)\s*\(|\bConsole\s*\.\s*(?:Out\s*\.\s*)?WriteLine(?:Async)?\s*\(/g;
const asJson = /\bJSON\s*\.\s*stringify\s*\(|\.\s*ToJsonString\s*\(|\bJsonSerializer\s*\.\s*Serialize\s*\(/;
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
        ? evidence.find(loggers).find((hit) => isStructured(evidence, hit) && isTaken(evidence, hit))
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

/** Not what only bears a logger's name, nor Nest's own or one that is set to write text. */
function isStructured(evidence: ServiceEvidence, hit: Hit): boolean {
  return (
    !isOwnName(evidence, hit) &&
    !isNests(hit) &&
    !isSilent(hit) &&
    !writesText(hit) &&
    !hasTextOnly(evidence, hit)
  );
}

/** .NET's `ILogger` whose only sink is the console, told to write sentences, or that has none left. */
function hasTextOnly(evidence: ServiceEvidence, { text }: Hit): boolean {
  if (!text.startsWith("ILogger") || evidence.find(otherSink).length > 0) return false;
  return (
    evidence.find(textConsole).length > 0 ||
    (evidence.find(noProviders).length > 0 && evidence.find(anyProvider).length === 0)
  );
}

const noProviders = marked(["ClearProviders"], /\.\s*ClearProviders\s*\(/g);
const anyProvider =
  /\.\s*(?:Add|Use)\w*(?:Console|Debug|EventLog|Serilog|NLog|Log4Net|Provider|Insights|OpenTelemetry|CloudWatch|Watch|Seq|Sentry|Logging)\w*\s*(?:<[^()]*>)?\(/g;

/** Told to write nothing: `pino({ enabled: false })`, `pino({ level: "silent" })`, winston's `silent: true`. */
function isSilent({ file, offset, text }: Hit): boolean {
  if (!/pino|createLogger|configure/.test(text)) return false;
  const span = file.argumentsAfter(offset);
  const code = span ? file.code.slice(span.start, span.end) : "";
  if (/\benabled\s*:\s*false\b|\bsilent\s*:\s*true\b/.test(code)) return true;
  const level = /\blevel\s*:\s*(?=["'`])/.exec(code);
  return (
    span !== undefined &&
    level !== null &&
    file.literalAt(span.start + level.index + level[0].length)?.text === "silent"
  );
}

const textConsole = /\.\s*Add(?:Simple|Systemd)Console\s*\(/g;
const otherSink =
  /\.\s*(?:AddJsonConsole|AddSerilog|UseSerilog|AddNLog|UseNLog|WithLogging)\s*\(|\b[lL]ogging\s*\.\s*AddOpenTelemetry\s*\(|\.\s*FormatterName\s*=/g;

/** Seen from within its parentheses, a logger is the value of what it is bound to: called, or handed on (`{ logger: log }`). */
function isTaken(evidence: ServiceEvidence, { file, offset, text }: Hit): boolean {
  if (isInUse(evidence, { file, offset: offset + text.length })) return true;
  const before = file.code.slice(Math.max(0, offset - 200), offset);
  const name = /\b(?:const|let|var)\s+(\w+)\s*(?::[^=;]+)?=\s*$/.exec(before)?.[1];
  return name !== undefined && file.has(new RegExp(`[{,]\\s*\\w+\\s*:\\s*${name}\\s*[,}]`, "g"));
}

/** A function or class of the service's own: what it does with its name decides where it does it. */
function isOwnName(evidence: ServiceEvidence, { text }: Hit): boolean {
  const name = /^(?:new\s+)?(pino|Logger|createLogger)\b/.exec(text)?.[1];
  if (name === undefined) return false;
  const declared = new RegExp(
    `\\b(?:function\\s*\\*?|class)\\s+${name}\\b|\\b(?:const|let|var)\\s+${name}\\s*=(?!\\s*(?:await|require)\\b)`,
    "g",
  );
  return evidence.filesNaming(name).some((file) => file.raw.includes(name) && file.has(declared));
}

function isNests({ file, text }: Hit): boolean {
  if (!/^new\s+Logger/.test(text)) return false;
  return file.literals.some(
    ({ text: from, start }) =>
      from === "@nestjs/common" &&
      /\bimport\s*\{[^}]*\bLogger\b[^}]*\}\s*from\s*$/.test(file.code.slice(Math.max(0, start - 400), start)),
  );
}

/** `winston.createLogger({ format: format.simple() })`, pino's `pino-pretty` in every environment. */
function writesText({ file, offset, text }: Hit): boolean {
  if (!/pino|createLogger|configure/.test(text)) return false;
  const span = file.argumentsAfter(offset);
  if (!span) return false;
  const code = file.code.slice(span.start, span.end);
  const pretty = file.literals.some(
    ({ start, text: literal }) => literal === "pino-pretty" && span.start <= start && start < span.end,
  );
  if (pretty && !/[?&|]/.test(code)) return true;
  return /\b(?:simple|cli|printf|prettyPrint)\s*\(/.test(code) && !/\bjson\s*\(|\bJSON\s*\./.test(code);
}

/** A logger of the service's own: a function in use that writes one JSON object a line, with a level and a message. */
function ownLogger(evidence: ServiceEvidence): Pointer | undefined {
  const hit = evidence.code
    .filter(({ code }) => /\blevel\b/.test(code) && /\b(?:message|msg)\b/.test(code))
    .flatMap((file) => file.find(writesLine))
    .find((one) => {
      const span = one.file.argumentsAfter(one.offset + one.text.length - 1);
      const written = span ? one.file.code.slice(span.start, span.end) : "";
      return asJson.test(written) && isInUse(evidence, one);
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
