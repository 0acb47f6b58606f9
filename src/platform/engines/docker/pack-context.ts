import { createReadStream, statSync } from "node:fs";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Pack, pack } from "tar-stream";
import { contextEntries } from "../../build-context.js";

/**
 * A folder as the tar stream that `docker build` sends, with no user and no time: the same files make the same archive.
 * @param folder none for the extra files alone
 * @param extraFiles added to it, or in place of its own: path → text
 */
export function packContext(
  folder: string | undefined,
  extraFiles: Readonly<Record<string, string>>,
): Readable {
  const archive = pack();
  void fill(archive, folder, extraFiles).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error),
  );
  return archive;
}

async function fill(
  archive: Pack,
  folder: string | undefined,
  extraFiles: Readonly<Record<string, string>>,
): Promise<void> {
  const mtime = new Date(0);
  for (const { path: name, file, mode, link } of folder === undefined ? [] : contextEntries(folder)) {
    if (name in extraFiles) continue;
    if (link !== undefined) archive.entry({ name, type: "symlink", linkname: link, mtime });
    else
      await pipeline(createReadStream(file), archive.entry({ name, mode, size: statSync(file).size, mtime }));
  }
  for (const [name, text] of Object.entries(extraFiles)) archive.entry({ name, mode: 0o644, mtime }, text);
}
