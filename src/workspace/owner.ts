import { MsxError } from "../errors/msx-error.js";

/** Goes into YAML and into Kubernetes labels as it is: the characters of a label, at most 63. */
const pattern = /^[A-Za-z](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const yamlWords = /^(true|false|yes|no|on|off|null|y|n)$/i;

/** Whether a team can be called so. */
export function isOwner(owner: string): boolean {
  return pattern.test(owner) && !yamlWords.test(owner);
}

/** @throws MsxError OPTION_INVALID when a team cannot be called so. */
export function assertOwner(owner: string): void {
  if (isOwner(owner)) return;
  throw new MsxError("OPTION_INVALID", { option: "--owner", value: owner, allowed: pattern.source });
}
