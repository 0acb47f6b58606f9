import { readFileSync } from "node:fs";
import path from "node:path";
import { packageFolder } from "../../io/package-files.js";
import { writeFileAtomically } from "../../workspace/atomic-file.js";
import type { Experiment } from "./experiment.js";
import type { Lab } from "./lab.js";
import type { Trial } from "./trial.js";

/**
 * Writes down what was done and seen, when, and with which builds: `.msx/audit/live/<service>.<experiment>.json`, in the place
 * of an earlier one. Secrets of the workspace are masked.
 * @returns the file, relative to the workspace, with forward slashes
 */
export async function writeEvidence({ id, item }: Experiment, trial: Trial, lab: Lab): Promise<string> {
  const { workspace, engine } = lab.platform;
  const { name } = trial.subject.service;
  const file = `.msx/audit/live/${name}.${id}.json`;
  const { verdict, message } = trial.result();
  const evidence = {
    ...{ experiment: id, item, service: name, verdict, message },
    ...{ workspace: workspace.name, engine: engine.name, msx: ownVersion() },
    startedAt: trial.startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    replicas: await buildsOf(trial, lab),
    observations: trial.observations,
  };
  const text = lab.platform.mask(`${JSON.stringify(evidence, null, 2)}\n`);
  writeFileAtomically(path.join(workspace.folder, file), text);
  return file;
}

/** By what exactly the proof holds: the image's id, or, without Docker, the hash of what was built. */
async function buildsOf({ subject }: Trial, lab: Lab): Promise<readonly object[]> {
  const { services } = lab.platform.engine;
  const replicas = await lab.replicas(subject);
  return Promise.all(
    replicas.map(async ({ name, version, image }) => {
      return { name, version, image, digest: (await services.imageId(image).catch(() => undefined)) ?? null };
    }),
  );
}

function ownVersion(): string {
  const manifest = JSON.parse(readFileSync(path.join(packageFolder(), "package.json"), "utf8")) as {
    version: string;
  };
  return manifest.version;
}
