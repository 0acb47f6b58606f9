import { randomInt } from "node:crypto";

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

/** An identifier as API Gateway makes them: lower-case letters and digits, 10 for an API, 6 or 7 for its parts. */
export function newId(length: number): string {
  const letters = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]);
  return letters.join("");
}
