import { pack } from "tar-stream";

export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
}

/** A tar archive of text files: path in the archive → text. */
export async function tarFiles(
  files: Readonly<Record<string, string>>,
  owner: FileOwner = { uid: 0, gid: 0 },
): Promise<Buffer> {
  const archive = pack();
  for (const [name, text] of Object.entries(files)) archive.entry({ name, mode: 0o644, ...owner }, text);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
