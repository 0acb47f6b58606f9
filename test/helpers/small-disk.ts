import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

class Mount {
  readonly folder = mkdtempSync(path.join(tmpdir(), "msx-disk-"));
  readonly #prefix: readonly string[];

  constructor(prefix: readonly string[], kibibytes: number) {
    this.#prefix = prefix;
    this.#run("mount", "-t", "tmpfs", "-o", `size=${kibibytes}k,mode=1777`, "tmpfs", this.folder);
  }

  resize(kibibytes: number): void {
    this.#run("mount", "-o", `remount,size=${kibibytes}k`, this.folder);
  }

  readOnly(yes: boolean): void {
    this.#run("mount", "-o", `remount,${yes ? "ro" : "rw"}`, this.folder);
  }

  /** Leaves not one block free. */
  fill(): string {
    const file = path.join(this.folder, "filler");
    const { bavail, bsize } = statfsSync(this.folder);
    writeFileSync(file, Buffer.alloc(bavail * bsize));
    return file;
  }

  end(): void {
    this.#run("umount", "--lazy", this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #run(...words: readonly string[]): void {
    const [program = "", ...args] = [...this.#prefix, ...words];
    execFileSync(program, args, { stdio: "pipe" });
  }
}

/** How this user mounts; undefined where it may not. */
const mounting = [[], ["sudo", "-n"]].find((prefix) => {
  if (process.platform !== "linux") return false;
  try {
    const disk = new Mount(prefix, 64);
    disk.end();
    return true;
  } catch {
    return false;
  }
});

/** Why a test that needs a disk of its own cannot run here. */
export const noDisk = mounting ? undefined : "SKIPPED: this user cannot mount a file system";

/** A file system of its own, small and in memory, which can be filled up and made read-only for root too. */
export function smallDisk(kibibytes: number): Mount {
  return new Mount(mounting ?? [], kibibytes);
}
