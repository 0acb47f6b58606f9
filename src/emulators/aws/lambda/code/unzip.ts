import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { type Entry, fromBuffer, type ZipFile } from "yauzl";
import { invalidParameter } from "../lambda-error.js";

/** Of all files together: 250 MB (Lambda quotas). */
const maxUnzippedBytes = 262_144_000;
const fileTypeBits = 0o170000;
const symbolicLink = 0o120000;

/**
 * Unpacks a deployment package into a folder that is there and empty. Nothing is written outside of it: names that lead out are refused,
 * links are made last and only to what is inside, and no file may be larger than it says.
 * @throws AwsError InvalidParameterValueException
 */
export async function unzip(zip: Buffer, folder: string): Promise<void> {
  const file = await openZip(zip);
  const links: [name: string, target: string][] = [];
  let bytes = 0;
  let entries = 0;
  try {
    for await (const entry of entriesOf(file)) {
      entries += 1;
      bytes += entry.uncompressedSize;
      if (bytes > maxUnzippedBytes) {
        throw invalidParameter(`Unzipped size must be smaller than ${maxUnzippedBytes} bytes`);
      }
      const target = path.join(folder, entry.fileName);
      const mode = entry.externalFileAttributes >>> 16;
      if (entry.fileName.endsWith("/")) await mkdir(target, { recursive: true });
      else if ((mode & fileTypeBits) === symbolicLink) {
        links.push([entry.fileName, (await contentOf(file, entry)).toString("utf8")]);
      } else {
        await mkdir(path.dirname(target), { recursive: true });
        // An archive without modes is readable, and nothing in it can be run.
        await writeFile(target, await contentOf(file, entry), {
          ...{ flag: "wx", mode: (mode & 0o777) | 0o600 },
        });
      }
    }
    for (const [name, target] of links) await link(folder, name, target);
  } catch (error) {
    throw asRefusal(error);
  } finally {
    file.close();
  }
  if (entries === 0) throw invalidParameter("Uploaded file must be a non-empty zip");
}

async function openZip(zip: Buffer): Promise<ZipFile> {
  if (zip.length === 0) throw invalidParameter("Uploaded file must be a non-empty zip");
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true, autoClose: false }, (error, file) => {
      if (error) reject(asRefusal(error));
      else resolve(file);
    });
  });
}

/** Its entries one by one: yauzl checks that no name leads out. */
async function* entriesOf(file: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | undefined>((resolve, reject) => {
      file.once("entry", resolve);
      file.once("end", () => resolve(undefined));
      file.once("error", reject);
      file.readEntry();
    });
    file.removeAllListeners();
    if (entry === undefined) return;
    yield entry;
  }
}

async function contentOf(file: ZipFile, entry: Entry): Promise<Buffer> {
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    file.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  return buffer(stream);
}

async function link(folder: string, name: string, target: string): Promise<void> {
  const from = path.join(folder, name);
  const to = path.resolve(path.dirname(from), target);
  if (path.isAbsolute(target) || !`${to}${path.sep}`.startsWith(`${folder}${path.sep}`)) {
    throw invalidParameter(`The link ${name} leads out of the package`);
  }
  await mkdir(path.dirname(from), { recursive: true });
  await symlink(target, from);
}

/** A failure of this machine's disk is none of the package's. */
function asRefusal(error: unknown): unknown {
  const isOfDisk =
    error instanceof Error && "syscall" in error && !("code" in error && error.code === "EEXIST");
  if (isOfDisk || !(error instanceof Error) || error.name === "AwsError") return error;
  return invalidParameter(
    `Could not unzip uploaded file. Please check your file, then try to upload again. (${error.message})`,
  );
}
