/** `image/png` of `image/png; q=0.9, text/html`: the first, in lower case and without parameters. */
export function firstMediaType(field: string | undefined): string | undefined {
  const type = field?.split(",")[0]?.split(";")[0]?.trim().toLowerCase();
  return type === "" ? undefined : type;
}

/** Whether a media type is one of `binaryMediaTypes`; those may have `*` for a part: `image/*`, `*\/*`. */
export function isBinaryMediaType(type: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  return binaryMediaTypes.some((pattern) => {
    if (pattern === "*/*") return true;
    if (type === undefined) return false;
    const [mainPattern, subPattern] = pattern.toLowerCase().split("/");
    const [main, sub] = type.split("/");
    return (mainPattern === "*" || mainPattern === main) && (subPattern === "*" || subPattern === sub);
  });
}

/** Whether an HTTP API gives a body of this type to a function as text; every other goes as base64. */
export function isTextMediaType(type: string | undefined): boolean {
  if (type === undefined) return true;
  return (
    type.startsWith("text/") ||
    ["application/json", "application/javascript", "application/xml"].includes(type)
  );
}
