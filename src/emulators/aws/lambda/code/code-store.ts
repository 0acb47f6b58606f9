import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { access, constants, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { unzip } from "./unzip.js";

/** A deployment package. */
export interface FunctionCode {
  /** Base64, as Lambda shows it. */
  readonly sha256: string;
  /** Of the zip file, in bytes. */
  readonly size: number;
}

/** Of a checksum; names of files begin with it. */
const hexLength = 64;
const graceMs = 60_000;

/** Deployment packages as files, each once: the zip and the folder that it was unpacked to, both named by its checksum. */
export class CodeStore {
  readonly #folder: string;
  readonly #isTemporary: boolean;
  /** What is being unpacked. */
  readonly #unpacking = new Map<string, Promise<string>>();
  /** When packages were kept last, by name: whoever did so may not have named them yet. */
  readonly #keptAt = new Map<string, number>();

  /** @param folder below which they are kept; without one they end with this process */
  constructor(folder: string | undefined) {
    this.#isTemporary = folder === undefined;
    this.#folder = folder ?? mkdtempSync(path.join(tmpdir(), "msx-lambda-"));
  }

  /**
   * Keeps a package, and unpacks it. What was kept is on the disk when it resolves.
   * @throws AwsError InvalidParameterValueException for what is no zip file, or one that Lambda would refuse
   */
  async keep(zip: Buffer): Promise<FunctionCode> {
    const code = { sha256: createHash("sha256").update(zip).digest("base64"), size: zip.length };
    const file = this.#zip(code);
    this.#keptAt.set(path.basename(this.#place(code)), Date.now());
    if (!existsSync(file)) {
      await this.#unpack(zip, this.#place(code));
      const temporary = `${file}.${randomUUID()}`;
      const handle = await open(temporary, "w", 0o600);
      try {
        await handle.writeFile(zip);
        await handle.datasync();
      } finally {
        await handle.close();
      }
      await rename(temporary, file);
    }
    return code;
  }

  zip(code: FunctionCode): Promise<Buffer> {
    return readFile(this.#zip(code));
  }

  /** The folder with its files: `LAMBDA_TASK_ROOT`. */
  async folder(code: FunctionCode): Promise<string> {
    const place = this.#place(code);
    if (existsSync(place)) return place;
    const started = this.#unpacking.get(place) ?? this.zip(code).then((zip) => this.#unpack(zip, place));
    this.#unpacking.set(place, started);
    try {
      return await started;
    } finally {
      this.#unpacking.delete(place);
    }
  }

  async hasBootstrap(code: FunctionCode): Promise<boolean> {
    const file = path.join(await this.folder(code), "bootstrap");
    return access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
  }

  /** Deletes what is not used any longer, but for what was kept a moment ago. */
  async sweep(used: Iterable<FunctionCode>): Promise<void> {
    for (const [name, at] of this.#keptAt) if (at + graceMs < Date.now()) this.#keptAt.delete(name);
    const names = new Set([...used].map((code) => path.basename(this.#place(code))));
    const files = await readdir(this.#folder).catch((): string[] => []);
    const unused = files.filter((file) => {
      const name = file.slice(0, hexLength);
      return !names.has(name) && !this.#keptAt.has(name);
    });
    await Promise.all(
      unused.map((file) => rm(path.join(this.#folder, file), { recursive: true, force: true })),
    );
  }

  close(): void {
    if (this.#isTemporary) rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Unpacked beside its place and renamed: half a package is never seen. */
  async #unpack(zip: Buffer, place: string): Promise<string> {
    const temporary = `${place}.${randomUUID()}`;
    await mkdir(temporary, { recursive: true, mode: 0o755 });
    try {
      await unzip(zip, temporary);
      await rename(temporary, place).catch((error: NodeJS.ErrnoException) => {
        // Another one was first.
        if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
      });
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    return place;
  }

  #place({ sha256 }: FunctionCode): string {
    return path.join(this.#folder, Buffer.from(sha256, "base64").toString("hex"));
  }

  #zip(code: FunctionCode): string {
    return `${this.#place(code)}.zip`;
  }
}
