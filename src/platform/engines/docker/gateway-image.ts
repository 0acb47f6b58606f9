import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { packageFolder } from "../../../io/package-files.js";

/** The files of the gateway's image: path in the build context → where msx keeps it. */
const parts = {
  Dockerfile: "platform/gateway/Dockerfile",
  "gateway.mjs": "dist/gateway.mjs",
  "otlp.mjs": "dist/otlp.mjs",
} as const;

export interface GatewayImage {
  /** `msx/gateway:<hash of its files and base>`: other files, other tag; so it is built once. */
  readonly reference: string;
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The image of the gateway and the OTLP emulator, from the bundles that `npm run build` makes.
 * @param base the Node image it is built from
 */
export function gatewayImage(base: string, root = packageFolder()): GatewayImage {
  const contents = new Map<string, Buffer>();
  const hash = createHash("sha256").update(base);
  for (const [name, from] of Object.entries(parts)) {
    const file = path.join(root, from);
    if (!existsSync(file)) continue;
    const content = readFileSync(file);
    contents.set(name, content);
    hash.update(`\0${name}\0`).update(content);
  }
  return {
    reference: `msx/gateway:${hash.digest("hex").slice(0, 16)}`,
    // Megabytes, wanted as text only by who builds or exports it.
    get files() {
      return Object.fromEntries([...contents].map(([name, content]) => [name, content.toString("utf8")]));
    },
  };
}
