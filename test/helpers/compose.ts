import { execa } from "execa";

/** How Docker Compose v2 is called on this machine; undefined where there is none. `MSX_TEST_COMPOSE` names a binary. */
export async function findCompose(): Promise<readonly string[] | undefined> {
  const named = process.env.MSX_TEST_COMPOSE;
  const candidates = [...(named ? [[named]] : []), ["docker", "compose"], ["docker-compose"]];
  for (const [file = "", ...args] of candidates) {
    const { stdout } = await execa(file, [...args, "version", "--short"], { reject: false });
    if (/^v?2\./.test(String(stdout ?? ""))) return [file, ...args];
  }
  return undefined;
}

/** Runs a command of Docker Compose in a project's folder; with its talk in the error when it fails. */
export async function compose(
  [file = "", ...args]: readonly string[],
  folder: string,
  ...command: string[]
): Promise<string> {
  const { stdout } = await execa(file, [...args, "--project-directory", folder, ...command], { cwd: folder });
  return stdout;
}
