import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { imageVariable, resolveImage } from "../../src/platform/images.js";
import type { ImageKey } from "../../src/platform/resource.js";
import { workspaceSchema } from "../../src/workspace/schema.js";

export type EnsuredImages =
  /** The pinned images are here or can be pulled, or the environment names others: nothing to override. */
  | { readonly kind: "pinned" }
  /** Stand-ins are used: the variables that say so to msx. */
  | { readonly kind: "standin"; readonly env: Readonly<Record<string, string>>; readonly why: string }
  /** Neither can be had. */
  | { readonly kind: "none"; readonly missing: "docker" | "images"; readonly why: string };

/** What the platform and TypeScript services run from. */
export const usualImages: readonly ImageKey[] = ["consul", "postgres", "rabbitmq", "aws", "node"];
/** What .NET services are built on and run from besides. */
export const dotnetImages: readonly ImageKey[] = ["dotnet-sdk", "dotnet-aspnet"];
const pullTimeoutMs = 300_000;
const buildTimeoutMs = 900_000;

/**
 * Finds out how this machine gets its images: the pinned ones where a registry answers, else the stand-ins of this
 * folder, built now if they have to be and can be.
 * @param say told before something slow starts
 * @param needed of the pinned table
 */
export async function ensureImages(
  env: NodeJS.ProcessEnv,
  say: (text: string) => void = () => undefined,
  needed: readonly ImageKey[] = usualImages,
): Promise<EnsuredImages> {
  const docker = await run(["version", "--format", "{{.Server.Version}}"], 20_000);
  if (!docker.ok) return { kind: "none", missing: "docker", why: docker.said };
  const standins = readStandins();
  const problem = await whyNotPinned(env, needed, say);
  if (!problem) return { kind: "pinned" };
  const others = needed.includes("dotnet-sdk") ? [] : dotnetImages.map(imageVariable);
  const overrides = Object.fromEntries(
    Object.entries(standins).filter(([variable]) => !env[variable] && !others.includes(variable)),
  );
  if (!(await allPresent(Object.values(overrides)))) {
    say(`${problem} Building stand-in images from Debian packages (about 90 s, once).`);
    const built = await execa(fileURLToPath(new URL("build", import.meta.url)), {
      ...{ reject: false, all: true, timeout: buildTimeoutMs },
    });
    if (built.failed) return { kind: "none", missing: "images", why: `${problem}\n${lastLines(built.all)}` };
  }
  return {
    kind: "standin",
    env: { ...overrides, MSX_AWS_PROVIDER: env.MSX_AWS_PROVIDER ?? "moto" },
    why: problem,
  };
}

/** undefined when every pinned (or overridden) image is here or can be pulled, else what was answered. */
async function whyNotPinned(
  env: NodeJS.ProcessEnv,
  needed: readonly ImageKey[],
  say: (text: string) => void,
): Promise<string | undefined> {
  const { platform } = workspaceSchema.parse({ apiVersion: "msx/v1", kind: "Workspace", name: "images" });
  const standins = Object.values(readStandins());
  const isStandinFor = (key: ImageKey) => standins.includes(resolveImage(key, { platform }, env).reference);
  for (const key of needed) {
    const { reference, overridden } = resolveImage(key, { platform }, env);
    if (await allPresent([reference])) continue;
    if (overridden) return `${imageVariable(key)} names ${reference}, which is not on this machine.`;
    if (isStandinFor("node") && dotnetImages.includes(key)) return "There is a stand-in for Node already.";
    say(`Pulling ${reference}.`);
    const pulled = await run(["pull", "--quiet", reference], pullTimeoutMs);
    if (!pulled.ok) return `${reference} cannot be pulled (${pulled.said}).`;
  }
  return undefined;
}

function readStandins(): Record<string, string> {
  return JSON.parse(readFileSync(new URL("images.json", import.meta.url), "utf8")) as Record<string, string>;
}

async function allPresent(references: readonly string[]): Promise<boolean> {
  return (await run(["image", "inspect", "--format", "{{.Id}}", ...references], 20_000)).ok;
}

async function run(args: readonly string[], timeout: number): Promise<{ ok: boolean; said: string }> {
  const result = await execa("docker", args, { reject: false, all: true, timeout });
  const said = result.code === "ENOENT" ? "the docker command is not installed" : lastLines(result.all);
  return { ok: !result.failed, said };
}

function lastLines(text: string | undefined): string {
  return (text ?? "").trim().split("\n").slice(-5).join("\n");
}
