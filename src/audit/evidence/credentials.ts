import type { Hit } from "./code-file.js";
import type { ServiceEvidence } from "./service-evidence.js";

const credentials = /^[a-z][a-z0-9+]*:\/\/[^\s:/@]+:[^\s@/${]+@|(?:^|;)\s*(?:password|pwd)\s*=\s*[^;{$]+/i;
/** The first part of an address that goes on in another text: `"postgres://notes:" + "hunter2@db"`. */
const begun = /^[a-z][a-z0-9+]*:\/\/[^\s:/@]+:[^\s@/${]*$|(?:^|;)\s*(?:password|pwd)\s*=\s*$/i;
const encoded = /^[\w+/-]{24,}={0,2}$/;
const suspects = new RegExp(`${credentials.source}|${begun.source}|${encoded.source}`, "i");

/** Texts in production code that hold the password of a database or a broker: whole, in parts, or in base64. */
export function credentialLiterals(evidence: ServiceEvidence): readonly Hit[] {
  return evidence.findLiterals(suspects).filter(({ file, offset, text }) => {
    if (credentials.test(text)) return true;
    if (encoded.test(text)) return credentials.test(Buffer.from(text, "base64").toString("latin1"));
    const end = offset + text.length + 2;
    const next = /^\s*\+\s*/.exec(file.code.slice(end, end + 100));
    return next !== null && file.literalAt(end + next[0].length) !== undefined;
  });
}
