import { type DocumentPath, pathCollision, pathText } from "./document-path.js";
import { ExpressionReader, type Grammar } from "./expression-reader.js";
import type { Placeholders } from "./placeholders.js";

const grammar: Grammar = {
  ...{ parameter: "ProjectionExpression", keywords: [] },
  faults: ["reserved", "placeholder", "overlap", "conflict"],
};

/** Parses the paths of a `ProjectionExpression`. */
export function parseProjection(source: string, placeholders: Placeholders): readonly DocumentPath[] {
  const reader = new ExpressionReader(grammar, source, placeholders);
  const paths = reader.list(() => reader.path());
  checkCollisions(reader, paths);
  reader.finish();
  return paths;
}

/** Reports paths that get into each other's way. */
export function checkCollisions(reader: ExpressionReader, paths: readonly DocumentPath[]): void {
  paths.forEach((path, at) => {
    for (const earlier of paths.slice(0, at)) {
      const collision = pathCollision(earlier, path);
      if (collision === undefined) continue;
      reader.report(
        collision,
        `Two document paths ${collision} with each other; must remove or rewrite one of these paths; path one: ${pathText(earlier)}, path two: ${pathText(path)}`,
      );
    }
  });
}
