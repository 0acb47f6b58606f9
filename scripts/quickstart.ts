// `npm run quickstart [-- --form lambda] [-- --stack dotnet] [-- --keep]`: the whole way with the built command, in a temporary folder, and back again.
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { chooseLang } from "../src/cli/lang.js";
import { fill } from "../src/messages/text.js";
import { type Form, runScenario, type StepReport, scenarioSteps } from "../test/helpers/scenario.js";
import { fileService, runServerlessScenario, serverlessSteps } from "../test/helpers/serverless-scenario.js";
import { dotnetImages, type EnsuredImages, ensureImages, usualImages } from "../test/images/ensure.js";
import { type QuickstartText, say } from "./quickstart-texts.js";

const { values: flags } = parseArgs({
  options: {
    keep: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    form: { type: "string", default: "microservice" },
    stack: { type: "string", default: "typescript" },
    engine: { type: "string", default: "auto" },
    lang: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});
const lang = chooseLang(process.argv, process.env);
// The SDK would warn of a Node that msx supports.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
const kind = ["--form", flags.form, "--stack", flags.stack];
const bin = fileURLToPath(new URL("../bin/run.js", import.meta.url));
// A name of its own: it must not meet a workspace called shop that is somebody's real one.
const workspace = `shop-${randomBytes(2).toString("hex")}`;

interface Up {
  readonly engine: string;
  readonly resources: readonly {
    readonly name: string;
    readonly endpoints: Readonly<Record<string, string>>;
  }[];
}
interface Deployed {
  readonly services: readonly {
    readonly name: string;
    readonly version: string;
    readonly url: string | null;
  }[];
}
interface Audited {
  readonly summary: Readonly<Record<"pass" | "fail" | "manual" | "waived" | "notApplicable", number>>;
}

/** What `--json` prints: enough to go on in the kept workspace. */
interface Report {
  readonly workspace: string;
  readonly folder: string;
  readonly engine: string;
  readonly gatewayUrl: string;
  readonly images: Readonly<Record<string, string>>;
  readonly services: Deployed["services"];
  readonly scenario: readonly StepReport<string>[];
  readonly audit: Audited["summary"];
  readonly seconds: Readonly<Record<string, number>>;
}

/** A command of msx that ended badly; the exit code is passed on. */
class CommandFailed extends Error {
  constructor(
    readonly exitCode: number,
    message: string,
  ) {
    super(message);
  }
}

const interrupt = new AbortController();
const seconds: Record<string, number> = {};
let step: QuickstartText = "new";

function print(text = ""): void {
  (flags.json ? process.stderr : process.stdout).write(`${text}\n`);
}

/** Runs a step under its heading and says how long it took. */
async function during<T>(name: QuickstartText, work: () => Promise<T>): Promise<T> {
  step = name;
  const started = performance.now();
  print(`\n● ${say(name, lang)}`);
  const result = await work();
  seconds[name] = Math.round((performance.now() - started) / 100) / 10;
  print(`  ${seconds[name]} s`);
  return result;
}

/** Runs the built command and answers its JSON; what it says meanwhile is shown below it. */
async function msx<T>(
  cwd: string,
  images: Record<string, string>,
  args: readonly string[],
  own = false,
): Promise<T> {
  print(`  $ msx ${args.join(" ")}`);
  const child = execa(process.execPath, [bin, ...args, "--json", "--lang", lang], {
    cwd,
    env: images,
    reject: false,
    stdin: "ignore",
    // The clean-up must outlive a second Ctrl-C, which npm likes to deliver.
    ...(own ? { detached: true } : { cancelSignal: interrupt.signal, forceKillAfterDelay: 60_000 }),
  });
  createInterface({ input: child.stderr }).on("line", (line) => print(`    ${line}`));
  const { exitCode = 1, stdout } = await child;
  if (!own) interrupt.signal.throwIfAborted();
  if (exitCode !== 0) throw new CommandFailed(exitCode, stdout);
  return JSON.parse(stdout) as T;
}

async function runAll(folder: string, images: Record<string, string>, engine: string): Promise<Report> {
  const started = performance.now();
  const root = path.join(folder, workspace);
  const form: Form = flags.form === "lambda" ? "lambda" : "microservice";
  await during("new", async () => {
    await msx(folder, images, ["new", "workspace", workspace, "--reference", ...kind, "--yes"]);
    if (form === "lambda")
      await msx(root, images, ["new", "lambda", fileService, "--trigger", "s3", "--yes"]);
  });
  const up = await during("up", () => msx<Up>(root, images, ["up", "--engine", engine]));
  const endpoints = (name: string) =>
    up.resources.find((resource) => resource.name === name)?.endpoints ?? {};
  const gatewayUrl = endpoints("gateway").http ?? "";
  const { services } = await during("deploy", async () => {
    const deployed = await msx<Deployed>(root, images, ["deploy"]);
    for (const { name, version, url } of deployed.services) print(`  ${name} ${version} ${url}`);
    return deployed;
  });
  const scenario = await during("scenario", async () => {
    const tracingUrl = endpoints("tracing").ui ?? endpoints("tracing").otlp;
    const titles = { ...scenarioSteps, ...serverlessSteps };
    const onStep = ({ step: name, saw, ms }: StepReport<keyof typeof titles>): void =>
      print(`  ✔ ${fill(titles[name], lang)}: ${saw} (${ms} ms)`);
    const common = { onStep, signal: interrupt.signal };
    const steps = await runScenario({ ...common, gatewayUrl, form, ...(tracingUrl && { tracingUrl }) });
    if (form !== "lambda") return steps;
    const variables = await msx<Record<string, string>>(root, images, ["env"]);
    return [...steps, ...(await runServerlessScenario({ ...common, variables }))];
  });
  const audit = await during("audit", async () => {
    const { summary } = await msx<Audited>(root, images, ["audit", "checklist"]);
    print(`  ${say("audited", lang, summary)}`);
    return summary;
  });
  seconds.total = Math.round((performance.now() - started) / 1000);
  return {
    ...{ workspace, folder: root, engine: up.engine, gatewayUrl, images },
    ...{ services, scenario, audit, seconds },
  };
}

async function takeDown(folder: string, images: Record<string, string>, engine: string): Promise<boolean> {
  const root = path.join(folder, workspace);
  if (!existsSync(root)) return true;
  try {
    await during("down", () => msx(root, images, ["down", "--volumes", "--yes"], true));
    if (engine === "embedded") return true;
    // By name, not by id: another workspace may run the very same image under its own name.
    const format = "{{.Repository}}:{{.Tag}}";
    const built = await execa("docker", ["image", "ls", "--format", format, `${workspace}/*`]);
    const names = built.stdout.split("\n").filter(Boolean);
    if (names.length > 0) await execa("docker", ["image", "rm", ...names]);
    return true;
  } catch {
    return false;
  }
}

/** @returns the exit code: 0 all worked, 4 the machine lacks something, 130 interrupted, else the failed command's */
async function quickstart(): Promise<number> {
  if (flags.help) {
    print(say("usage", lang));
    return 0;
  }
  print(say("title", lang));
  // Functions need an AWS that runs them, which is msx's own unless somebody brings another one's images.
  const own = flags.engine === "embedded" || (flags.engine === "auto" && flags.form === "lambda");
  const found: EnsuredImages = own
    ? {
        kind: "none",
        missing: "docker",
        why: flags.engine === "embedded" ? "--engine embedded" : "--form lambda",
      }
    : await ensureImages(
        process.env,
        (text) => print(`  ${text}`),
        flags.stack.includes("dotnet") ? [...usualImages, ...dotnetImages] : usualImages,
      );
  const isWithout = found.kind === "none";
  if (isWithout) {
    const why = found.why.replaceAll("\n", "\n  ");
    if (flags.engine === "docker") {
      print(`\n${say(`no-${found.missing}`, lang, { why })}`);
      return 4;
    }
    print(`\n${say("embedded", lang, { why })}`);
  }
  const engine = isWithout ? "embedded" : flags.engine;
  const images = found.kind === "standin" ? { ...found.env } : {};
  if (found.kind === "standin") {
    const names = Object.entries(images).filter(([name]) => name.startsWith("MSX_IMAGE_"));
    print(
      `\n${say("standins", lang, { images: names.map(([, image]) => image).join(", "), why: found.why })}`,
    );
  }
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "msx-quickstart-")));
  const root = path.join(folder, workspace);
  const exitCode = await runAll(folder, images, engine).then(
    (report) => {
      print(`\n✔ ${say("done", lang, { seconds: seconds.total ?? 0 })}`);
      if (flags.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
      return 0;
    },
    (error: unknown) => {
      if (interrupt.signal.aborted) {
        print(`\n${say("interrupted", lang)}`);
        return 130;
      }
      print(`\n✖ ${say("failed", lang, { step: say(step, lang) })}\n${(error as Error).message}`);
      return error instanceof CommandFailed ? error.exitCode : 1;
    },
  );
  const msxPath = `node ${bin}`;
  const exports = Object.entries(images)
    .map(([name, value]) => `  export ${name}=${value}\n`)
    .join("");
  if (flags.keep && exitCode === 0) {
    print(`\n${say("kept", lang, { folder: root, msx: msxPath, exports })}`);
  } else if (await takeDown(folder, images, engine)) {
    rmSync(folder, { recursive: true, force: true });
  } else {
    print(say("left", lang, { folder: root, msx: msxPath }));
  }
  if (exitCode === 0)
    print(
      `\n${say("next", lang, { msx: msxPath, kind: kind.join(" "), exports: flags.keep ? "" : exports })}`,
    );
  return exitCode;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupt.abort());
process.exitCode = await quickstart();
