import { type PlannedFile, plannedFile } from "../planned-file.js";
import { renderLayers } from "../render-layers.js";
import type { AdditionKind, AdditionTarget } from "./addition.js";
import type { AdditionNames } from "./names.js";

/**
 * The new files of an addition. They are the user's from the first moment: no manifest lists them, and `msx update`
 * leaves them alone.
 * @param names fill `__additionKebab__` and `__additionPascal__` in paths
 */
export function renderAddition(
  kind: AdditionKind,
  target: AdditionTarget,
  names: Pick<AdditionNames, "kebab" | "pascal">,
  context: Readonly<Record<string, unknown>>,
): readonly PlannedFile[] {
  const { name, owner, stack } = target.service;
  const files = renderLayers({
    root: target.templates,
    layers: [`add-${kind}-${stack}`],
    context: { service: { name, owner }, ...context },
    pathHoles: { additionKebab: names.kebab, additionPascal: names.pascal },
  });
  return files.map((file) =>
    file.path.endsWith(".ts") ? plannedFile({ ...file, bytes: Buffer.from(laidOut(file.bytes)) }) : file,
  );
}

/** As the project's formatter sets it (biome.json). */
const lineWidth = 110;

/** Imports as wide as the formatter lets them: how long the names are is not known when the template is written. */
function laidOut(bytes: Uint8Array): string {
  return new TextDecoder()
    .decode(bytes)
    .replace(
      /^import (type )?\{([^}]*)\} from ("[^"]*");$/gm,
      (_whole, type: string | undefined, names: string, from: string) => {
        const list = names
          .split(",")
          .map((name) => name.trim())
          .filter(Boolean);
        const line = `import ${type ?? ""}{ ${list.join(", ")} } from ${from};`;
        return line.length <= lineWidth
          ? line
          : `import ${type ?? ""}{\n${list.map((name) => `  ${name},\n`).join("")}} from ${from};`;
      },
    );
}
