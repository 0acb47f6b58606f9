const TOKEN =
  /"(?:\\.|[^"\\])*"?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|,(?=(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*[\]}])/g;

/**
 * Blanks out what .NET's configuration reader allows in `ocelot.json` and `JSON.parse` does not: line and block
 * comments and trailing commas. Every other character keeps its offset, so a parse error still points at its place.
 */
export function stripJsonComments(text: string): string {
  return text.replace(TOKEN, (token) => (token.startsWith('"') ? token : token.replace(/[^\n]/g, " ")));
}
