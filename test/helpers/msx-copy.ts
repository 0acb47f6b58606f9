import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { type MsxRun, repositoryRoot } from "./msx.js";

/** An installed msx whose templates a test may change: what tomorrow's msx would be. */
export class MsxCopy {
  constructor(readonly folder: string) {
    for (const part of ["bin", "dist", "package.json", "oclif.manifest.json", "platform"]) {
      cpSync(path.join(repositoryRoot, part), path.join(folder, part), { recursive: true });
    }
    cpSync(path.join(repositoryRoot, "templates"), path.join(folder, "templates"), {
      recursive: true,
      filter: (source) => path.basename(source) !== "node_modules",
    });
    symlinkSync(path.join(repositoryRoot, "node_modules"), path.join(folder, "node_modules"));
  }

  async run(args: readonly string[], cwd: string): Promise<MsxRun> {
    const result = await execa(process.execPath, [path.join(this.folder, "bin", "run.js"), ...args], {
      cwd,
      env: { LANG: "C", LC_ALL: "C" },
      reject: false,
      stdin: "ignore",
    });
    return { exitCode: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
  }

  /** @param file of a layer, such as `microservice-typescript/files/Dockerfile`. */
  replace(file: string, from: string, to: string): void {
    const target = this.#template(file);
    const text = readFileSync(target, "utf8");
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    writeFileSync(target, text.replace(from, to));
  }

  append(file: string, text: string): void {
    const target = this.#template(file);
    mkdirSync(path.dirname(target), { recursive: true });
    appendFileSync(target, text);
  }

  remove(file: string): void {
    rmSync(this.#template(file));
  }

  #template(file: string): string {
    return path.join(this.folder, "templates", file);
  }
}
