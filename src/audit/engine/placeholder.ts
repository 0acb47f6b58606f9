const placeholder = /^(?:todo|tbd|unknown|none|nobody|n\/?a|-|\?+|changeme|owner|team)?$/i;

/** Whether a text stands where something is still to be written: an owner called `TODO`, `team`, or nothing. */
export function isPlaceholder(text: string): boolean {
  return placeholder.test(text.trim());
}
