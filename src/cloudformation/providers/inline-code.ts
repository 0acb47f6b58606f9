import { crc32, deflateRawSync } from "node:zlib";

/** The file that `ZipFile` of a template becomes: `index` in the runtime's language. */
export function inlineCode(source: string, runtime: string): Uint8Array {
  return zipOf(runtime.startsWith("python") ? "index.py" : "index.js", Buffer.from(source, "utf8"));
}

/** A ZIP archive with one file (PKWARE APPNOTE 6.3): always the same for the same content. */
function zipOf(name: string, content: Buffer): Uint8Array {
  const packed = deflateRawSync(content);
  const file = Buffer.from(name, "utf8");
  const [version, deflated, date] = [20, 8, 0x21]; // 1980-01-01
  const common = Buffer.alloc(26);
  common.writeUInt16LE(version, 0);
  common.writeUInt16LE(deflated, 4);
  common.writeUInt16LE(date, 8);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(file.length, 22);
  const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, file, packed]);
  const more = Buffer.alloc(14);
  // Readable by everybody: Lambda runs as another user.
  more.writeUInt32LE(((0o100644 << 16) >>> 0) % 0x1_0000_0000, 6);
  const madeOnUnix = Buffer.from([version, 3]);
  const central = Buffer.concat([Buffer.from("PK\u0001\u0002"), madeOnUnix, common, more, file]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from("PK\u0005\u0006"), end]);
}
