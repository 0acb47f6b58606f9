import type { Lang } from "../messages/text.js";
import type { PlannedFile } from "./planned-file.js";
import { renderLayers } from "./render-layers.js";

/**
 * The record of a decision, as Markdown.
 * @param context what the layer `decision-<lang>` names
 * @throws MsxError TEMPLATE_INVALID
 */
export function renderDecision(context: Readonly<Record<string, unknown>>, lang: Lang, root: string): string {
  const [file] = renderLayers({ root, layers: [`decision-${lang}`], context });
  return new TextDecoder().decode(file?.bytes);
}

/**
 * A service's files with `docs/business-value.md` as a decision says it. Its hash stays in the manifest as the templates
 * rendered it: the page counts as edited by its team, and an update leaves it alone.
 * @param context what the layer `decision-business-value-<lang>` names
 * @throws MsxError TEMPLATE_INVALID
 */
export function withBusinessValue(
  files: readonly PlannedFile[],
  context: Readonly<Record<string, unknown>>,
  lang: Lang,
  root: string,
): readonly PlannedFile[] {
  const pages = renderLayers({ root, layers: [`decision-business-value-${lang}`], context });
  return files.map((file) => pages.find(({ path }) => path === file.path) ?? file);
}
