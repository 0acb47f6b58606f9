const placeholder =
  /^(?:(?:the|our|my|your|some)[-_ ])?(?:team[-_ ])?(?:todo|tbd|fixme|unknown|none|nobody|no[-_ ]?one|n\/?a|-+|\?+|change[-_ ]?me|owner|team|name|xxx+)?$/i;
/** What stands before a note to oneself, and around what is to be replaced. */
const unwritten = /^(?:todo|tbd|fixme)\b|^<.*>$|^\{.*\}$|^\[.*\]$/i;

/** Whether a text stands where something is still to be written: an owner called `TODO`, `team`, or nothing. */
export function isPlaceholder(text: string): boolean {
  const trimmed = text.trim();
  return placeholder.test(trimmed) || unwritten.test(trimmed);
}
