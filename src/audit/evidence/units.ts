/** UTF-16 code units as the regular expressions `[\w$]` and `\s` see them: to ask one costs a tenth of asking a pattern. */

/** `[\w$]` (ECMA-262 22.2.2.9); false of NaN, which `charCodeAt` gives outside of a text. */
export function isWordUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 48 && unit <= 57) ||
    unit === 95 ||
    unit === 36
  );
}

/** `\s`, which is also what `trim` removes (ECMA-262 12.2, 12.3). */
export function isSpaceUnit(unit: number): boolean {
  if (unit <= 32) return unit === 32 || (unit >= 9 && unit <= 13);
  return unit >= 160 && rareSpaces.has(unit);
}

const rareSpaces = new Set([
  0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a,
  0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff,
]);

/** Where the white space that ends at `end` begins, at or behind `from`. */
export function spaceStart(text: string, end: number, from = 0): number {
  let at = end;
  while (at > from && isSpaceUnit(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

/** Where the white space that begins at `start` ends. */
export function spaceEnd(text: string, start: number): number {
  let at = start;
  while (isSpaceUnit(text.charCodeAt(at))) at += 1;
  return at;
}

/** Where the `[\w$]` run that begins at `start` ends. */
export function wordEnd(text: string, start: number): number {
  let at = start;
  while (isWordUnit(text.charCodeAt(at))) at += 1;
  return at;
}

/** Where the `[\w$]` run that ends at `end` begins, at or behind `from`. */
export function wordStart(text: string, end: number, from = 0): number {
  let at = end;
  while (at > from && isWordUnit(text.charCodeAt(at - 1))) at -= 1;
  return at;
}
