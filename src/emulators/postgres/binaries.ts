import { constants, existsSync } from "node:fs";
import { chmod, copyFile, lstat, mkdir, mkdtemp, readdir, rename, rm, stat, symlink } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { type Detail, joined, phrase, reasonOf } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import { type BinariesPackage, findBinariesPackage } from "./package-binaries.js";
import { type Account, canReach } from "./run-as.js";

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The major version, which is also the format of the data. */
  readonly major: string;
}

/** Where a copy that was broken off is made; such a leftover is taken away when it is this old. */
const makingPrefix = ".making-";
const leftoverMs = 10 * 60_000;

/**
 * PostgreSQL's binaries, ready to run. The package cannot be run where it lies: its links are made by an install script, which
 * may not have run, and for root it has to be where an unprivileged account can go. So it is copied once for a version, to a
 * cache folder.
 * @throws MsxError POSTGRES_UNAVAILABLE
 */
export async function prepareBinaries(account: Account | undefined): Promise<Binaries> {
  const found = findBinariesPackage();
  const folder = await findOrCopy(found, account);
  const bin = path.join(folder, "bin");
  return {
    initdb: path.join(bin, "initdb"),
    postgres: path.join(bin, "postgres"),
    major: found.version.split(".")[0] ?? "",
  };
}

async function findOrCopy(found: BinariesPackage, account: Account | undefined): Promise<string> {
  const refused: Detail[] = [];
  for (const cache of cacheFolders()) {
    try {
      await makeOwnFolder(cache, account);
      const folder = path.join(cache, `postgresql-${found.version}-${process.platform}-${process.arch}`);
      // It takes its name only when it is complete.
      if (!existsSync(folder)) await copyInto(cache, folder, found);
      return folder;
    } catch (error) {
      refused.push(phrase("of", { what: cache, reason: reasonOf(error) }));
    }
  }
  throw new MsxError("POSTGRES_UNAVAILABLE", {
    detail: phrase("postgres-no-folder", { refused: joined(refused) }),
  });
}

/** In the order in which they are tried. */
function cacheFolders(): string[] {
  const { XDG_CACHE_HOME } = process.env;
  const isRoot = process.geteuid?.() === 0;
  const usual = process.platform === "darwin" ? "Library/Caches" : ".cache";
  return [
    ...(XDG_CACHE_HOME !== undefined && path.isAbsolute(XDG_CACHE_HOME)
      ? [path.join(XDG_CACHE_HOME, "msx")]
      : []),
    isRoot ? "/var/cache/msx" : path.join(homedir(), usual, "msx"),
    path.join(tmpdir(), `msx-${process.geteuid?.()}`),
  ];
}

/** Programs are run from here: nobody else may be able to put some. */
async function makeOwnFolder(folder: string, account: Account | undefined): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o755 });
  // Whatever the umask says.
  for (let made = folder; first !== undefined && made.length >= first.length; made = path.dirname(made)) {
    await chmod(made, 0o755);
  }
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== process.geteuid?.() || (found.mode & 0o022) !== 0) {
    throw new Error("others may write to it");
  }
  if (account && !canReach(folder, account)) throw new Error(`user ${account.uid} cannot reach it`);
}

async function copyInto(cache: string, folder: string, { native, links }: BinariesPackage): Promise<void> {
  await removeLeftovers(cache);
  const making = await mkdtemp(path.join(cache, makingPrefix));
  try {
    await chmod(making, 0o755);
    for (const part of ["bin", "lib", "share"])
      await copyTree(path.join(native, part), path.join(making, part));
    for (const { source, target } of links) {
      const link = path.join(making, path.relative("native", target));
      await symlink(path.relative(path.dirname(target), source), link);
    }
    await rename(making, folder);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    // Another msx was quicker.
    if (!existsSync(folder)) throw error;
  }
}

/** What is needed to run: neither static libraries nor the build's settings. Readable by everybody, as `cp` would not do. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to);
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      if (entry.name !== "pkgconfig" && entry.name !== "pgxs") await copyTree(source, target);
    } else if (entry.isFile() && !entry.name.endsWith(".a")) {
      await copyFile(source, target, constants.COPYFILE_FICLONE);
      const isProgram = ((await stat(source)).mode & 0o100) !== 0;
      await chmod(target, isProgram ? 0o755 : 0o644);
    }
  }
}

async function removeLeftovers(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(makingPrefix)) continue;
    const leftover = path.join(cache, name);
    const { mtimeMs } = await stat(leftover);
    if (Date.now() - mtimeMs > leftoverMs) await rm(leftover, { recursive: true, force: true });
  }
}
