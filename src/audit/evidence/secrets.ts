import { isObject, type Json } from "../../cloudformation/json.js";
import { phrase, type Reason } from "../../errors/detail.js";
import type { ParsedDocument } from "./parsed-document.js";
import type { ServiceEvidence } from "./service-evidence.js";
import { textFact } from "./text-fact.js";

/** Something in a file that opens a door, and where. Never the secret itself: only how it begins. */
export interface FoundSecret {
  readonly file: string;
  readonly line: number;
  readonly what: Reason;
}

interface TokenFormat {
  readonly what: Reason;
  /** One of these is in every text that holds one: looked for first, since that costs a tenth. */
  readonly marks: readonly string[];
  readonly pattern: RegExp;
}

/** Formats that are secrets wherever they stand, by their issuers' documentation. */
const tokens: readonly TokenFormat[] = [
  {
    what: phrase("secret-key", { of: "AWS" }),
    marks: ["AKIA", "ASIA"],
    pattern: /\b(?:AKIA|ASIA)(?!IOSFODNN7EXAMPLE)[A-Z2-7]{16}\b/,
  },
  {
    what: phrase("secret-private-key"),
    marks: ["PRIVATE KEY"],
    pattern: /-----BEGIN (?:RSA |EC |OPENSSH |DSA |PGP )?PRIVATE KEY(?: BLOCK)?-----/,
  },
  {
    what: phrase("secret-token", { of: "GitHub" }),
    marks: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b/,
  },
  {
    what: phrase("secret-in-base64", { secret: phrase("secret-private-key") }),
    marks: ["LS0tLS1CRUdJTi"],
    pattern:
      /LS0tLS1CRUdJTi(?:BSU0EgUFJJVkFURSBLRV|BQUklWQVRFIEtFW|BFQyBQUklWQVRFIEtFW|BPUEVOU1NIIFBSSVZBVEUgS0V)/,
  },
  {
    what: phrase("secret-in-base64", { secret: phrase("secret-key", { of: "AWS" }) }),
    marks: ["QUtJQ", "QVNJQ"],
    pattern: /\b(?:QUtJQ|QVNJQ)[A-Za-z0-9+/]{22}/,
  },
  {
    what: phrase("secret-token", { of: "GitLab" }),
    marks: ["glpat-"],
    pattern: /\bglpat-[A-Za-z0-9_-]{20,}/,
  },
  {
    what: phrase("secret-token", { of: "Slack" }),
    marks: ["xox"],
    pattern: /\bxox[abprs]-[A-Za-z0-9-]{20,}/,
  },
  {
    what: phrase("secret-key", { of: "Stripe" }),
    marks: ["k_live_"],
    pattern: /\b[rs]k_live_[A-Za-z0-9]{16,}/,
  },
  { what: phrase("secret-token", { of: "npm" }), marks: ["npm_"], pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { what: phrase("secret-key", { of: "Google" }), marks: ["AIza"], pattern: /\bAIza[A-Za-z0-9_-]{35}\b/ },
  {
    what: phrase("secret-key", { of: "SendGrid" }),
    marks: ["SG."],
    pattern: /\bSG\.[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}/,
  },
];
const tokenMarks = tokens.flatMap(({ marks }) => marks);
const anyMark = new RegExp(tokenMarks.map((mark) => mark.replace(".", "\\.")).join("|"));
/** `postgres://user:password@host`; what is on this machine opens no door. */
const address =
  /\b[a-z][a-z0-9+]{1,20}:\/\/[^\s:/@"'`]{0,80}:([^\s@/"'`]{1,80})@(?!localhost\b|127\.0\.0\.1\b|0\.0\.0\.0\b)/i;
/** `Server=…;Password=…`, as ADO.NET has it. */
const pairs = /(?:^|["'`;])\s*(?:Password|Pwd)\s*=\s*([^\s;"'`]{1,80})/i;
const serverPair = /\b(?:Server|Host|Data Source|Database|User ?Id|Username|User)\s*=/i;
const secretName =
  /(?:^|[^a-z])(?:password|passwd|pwd|passphrase|secret|client[_-]?secret|api[_-]?key|access[_-]?key|private[_-]?key|secret[_-]?key|(?:jwt|signing|encryption)[_-]?key|auth[_-]?token|access[_-]?token|bot[_-]?token)$|[a-z\d][_-]pass$/i;
/** Names that say where a secret is kept, as charts have them. */
const namesSecret = /^(?:existing|image_?pull|tls|external)_?secret$/i;
/** A value that a template's function fills in. */
const references = /[:\s[{,]!\w/;
/** Where a secret is filled in, or what nobody takes for one. */
const placeholder =
  /^$|[$%][({]|\$[A-Z_a-z]|\{\{|^<.*>$|^\[.*\]$|^\*+$|^x+$|^\.{3,}$|^(?:null|none|true|false|undefined|string|test(?:ing)?|example|sample|dummy|fake|placeholder|change[-_ ]?me|todo|required|optional|guest|local(?:stack)?|minioadmin|redacted)$|^(?:your|my|replace|insert|the)[-_ ][a-z_ -]*$|example|placeholder|change[-_]?me|^arn:|^\/|^ssm:|^secretsmanager:|\{resolve:/i;

const never =
  /(?:^|\/)(?:node_modules|tests?|__tests__|__mocks__|fixtures|specs?|e2e|events|contracts|samples)\/|\.(?:md|adoc|lock|svg|map)$|\.(?:test|spec)\.\w+$|(?:^|\/)(?:package-lock|pnpm-lock|yarn)[\w.-]*$|[a-z]Tests?\/|[a-z]Tests?\.cs$|\.example$|\.sample$|\.template\.env$/i;
const documents = /\.(?:ya?ml|json)$/i;
/** Where `password` is a word that users read. */
const translations = /(?:^|\/)(?:i18n|locales?|translations?)\//i;
const settings =
  /(?:^|\/)\.env(?:\.[\w-]+)?$|\.(?:env|properties|ini|toml|conf|config|tfvars)$|(?:^|\/)Dockerfile[^/]*$/i;
const readable =
  /\.(?:[cm]?[jt]sx?|cs|ya?ml|json|env|properties|ini|toml|conf|config|xml|sh|ps1|pem|key|tf|tfvars|sql|http|props)$|(?:^|\/)(?:Dockerfile[^/]*|\.env[^/]*|\.npmrc|Jenkinsfile)$/i;
/** More tell a reader nothing new. */
const maxFound = 10;

/** The secrets in the files of a service: what is committed is known to everybody who may read the repository, for ever. */
export function secretsIn(evidence: ServiceEvidence): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const file of evidence.paths(readable)) {
    if (never.test(file) || found.length >= maxFound) continue;
    const text = evidence.tree.read(file) ?? "";
    if (settings.test(file) || textFact(text, mayHold)) found.push(...linesIn(file, text));
    if (documents.test(file) && !translations.test(file) && /pass|pwd|secret|key|token/i.test(text))
      found.push(...valuesIn(evidence, file));
  }
  return [...new Map(found.map((one) => [`${one.file}:${one.line}`, one])).values()].slice(0, maxFound);
}

/** Where a text in code ends and goes on: `"AKIA" + "2EQARF3BZ44CSSR6"`. */
const concatenation = /["'`]\s{0,20}\+\s{0,20}["'`]/g;

/** What each line says by itself. */
function linesIn(file: string, text: string): readonly FoundSecret[] {
  const namedIn = settings.test(file) ? settingIn : assignedIn;
  const found: FoundSecret[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (found.length >= maxFound) break;
    const joined = line.includes("+") ? line.replace(concatenation, "") : line;
    // A line of thousands of characters is made by a machine: what is a secret wherever it stands is one there too.
    const what =
      tokenIn(joined) ?? (line.length > 4000 ? undefined : (connectionIn(joined) ?? namedIn(line)));
    if (what !== undefined) found.push({ file, line: index + 1, what });
  }
  return found;
}

/** Whether a token or a connection string may stand in a text. Errs towards yes; most texts hold nothing like it. */
function mayHold(text: string): boolean {
  for (let at = 0; at < tokenMarks.length; at += 1) if (text.includes(tokenMarks[at] ?? "")) return true;
  if (text.includes("://") && /:\/\/[^\s:/@"'`]{0,80}:[^\s@/"'`]{1,80}@/.test(text)) return true;
  if (text.includes("://") && /:\/\/[^\s:/@"'`]{0,80}:[^\s@/"'`]{0,80}["'`]\s*\+/.test(text)) return true;
  const lower = text.toLowerCase();
  return (
    (lower.includes("password") || lower.includes("pwd") || lower.includes("secret")) &&
    /(?:password|pwd)\s*=|(?:password|pwd|secret)\w{0,20}["'`]?\s*[:=]\s*(?:[\w.]{1,80}\s*(?:\|\||\?\?)\s*)?["'`]/i.test(
      text,
    )
  );
}

/** Documents of one kind have the same names. */
const secretNames = new Map<string, boolean>();
const maxNames = 5_000;

function isSecretName(name: string): boolean {
  let is = secretNames.get(name);
  if (is === undefined) {
    const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
    is = secretName.test(words) && !namesSecret.test(words);
    if (secretNames.size >= maxNames) secretNames.clear();
    secretNames.set(name, is);
  }
  return is;
}

function tokenIn(line: string): Reason | undefined {
  return anyMark.test(line) ? tokens.find(({ pattern }) => pattern.test(line))?.what : undefined;
}

function connectionIn(line: string): Reason | undefined {
  if (/^\s*(?:\/\/|#|\*|--)/.test(line)) return undefined;
  const found = address.exec(line)?.[1] ?? (serverPair.test(line) ? pairs.exec(line)?.[1] : undefined);
  const value = found?.replace(/[\\"'`,;]+$/, "");
  return value === undefined || placeholder.test(value) || /[{(]/.test(value)
    ? undefined
    : phrase("secret-in-connection");
}

/** `NAME=value` of a settings file, `ENV NAME value` of a Dockerfile. */
function settingIn(line: string): string | undefined {
  const [, name = "", value = ""] =
    /^\s*(?:(?:export|ENV|ARG)\s+)?([\w.-]{1,80})\s*[= ]\s*["']?([^"'#\s]{4,200})["']?\s*$/.exec(line) ?? [];
  return isSecretName(name) && !placeholder.test(value) ? name : undefined;
}

/** `const password = "…"` in code: a value as people choose passwords, with letters and digits and nothing that tells another kind. */
function assignedIn(line: string): string | undefined {
  const [, name = "", value = ""] =
    /\b([\w$-]{1,80})["'`]?\s*(?::\s*string\s*)?[:=]\s*(?:[\w.]{1,80}\s*(?:\|\||\?\?)\s*)?["'`]([^\s"'`]{8,200})["'`]/.exec(
      line,
    ) ?? [];
  const isChosen =
    /[a-z]/i.test(value) && /\d/.test(value) && !/[(){}[\]/<>]|^[a-z]+(?:[-_.][a-z\d]+)+$/.test(value);
  return isSecretName(name) && isChosen && !placeholder.test(value) && !/^\s*(?:\/\/|#|\*)/.test(line)
    ? name
    : undefined;
}

/** `name: value` of YAML that cannot be parsed: what is in it is known all the same. */
function writtenIn(file: string, text: string): readonly FoundSecret[] {
  return text.split("\n").flatMap((line, index) => {
    const [, name = "", value = ""] =
      /^[\s{,-]*["']?([\w.-]{1,80})["']?\s*:\s*["']?([^"'#\s]{4,200})["']?\s*,?\s*$/.exec(
        line.slice(0, 400),
      ) ?? [];
    return isSecretName(name) && !placeholder.test(value) && !references.test(line)
      ? [{ file, line: index + 1, what: name }]
      : [];
  });
}

/** What a Kubernetes Secret keeps in base64: that is a way to write it, and no cipher. */
function encodedIn(file: string, document: ParsedDocument): readonly FoundSecret[] {
  const data = document.at(["data"]) as Json | undefined;
  if (document.at(["kind"]) !== "Secret" || !isObject(data)) return [];
  return Object.entries(data).flatMap(([key, value]) => {
    const text =
      typeof value === "string" ? Buffer.from(value, "base64").toString("latin1").slice(0, 4000) : "";
    const what = tokenIn(text) ?? connectionIn(text);
    return what === undefined ? [] : [{ file, line: document.line(["data", key]), what }];
  });
}

/** Values of YAML and JSON under a name that says what they are; `{name: PASSWORD, value: …}` of Kubernetes too. */
function valuesIn(evidence: ServiceEvidence, file: string): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  const text = evidence.tree.read(file) ?? "";
  const { documents = [], problem } = evidence.parsed(file) ?? {};
  if (problem) return writtenIn(file, text);
  let lines: readonly string[] | undefined;
  for (const document of documents) {
    found.push(...encodedIn(file, document));
    const isReference = document.at(["kind"]) === "ExternalSecret";
    visit(document.data as Json, [], (path, name, value) => {
      if (
        isReference ||
        !isSecretName(name) ||
        value.length < 4 ||
        placeholder.test(value) ||
        /\s/.test(value)
      )
        return;
      const line = document.line(path);
      lines ??= text.split("\n");
      if (!references.test(lines[line - 1] ?? "")) found.push({ file, line, what: name });
    });
  }
  return found;
}

/** @param path where `value` stands; changed on the way, and as it was in the end */
function visit(
  value: Json | undefined,
  path: (string | number)[],
  see: (path: readonly (string | number)[], name: string, value: string) => void,
): void {
  if (path.length > 30) return;
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index];
      if (typeof item === "string" && path.at(-1) === "environment") {
        const [, name = "", own = ""] = /^([\w.-]{1,80})=(.{1,200})$/.exec(item) ?? [];
        see([...path, index], name, own);
      }
      if (typeof item !== "object") continue;
      path.push(index);
      visit(items[index], path, see);
      path.pop();
    }
    return;
  }
  if (!isObject(value)) return;
  const { name, value: own } = value;
  if (typeof name === "string" && typeof own === "string") {
    path.push("value");
    see(path, name, own);
    path.pop();
  }
  for (const key of Object.keys(value)) {
    const inner = value[key];
    if (typeof inner !== "string" && typeof inner !== "object") continue;
    path.push(key);
    if (typeof inner === "string") see(path, key, inner);
    else visit(inner, path, see);
    path.pop();
  }
}
