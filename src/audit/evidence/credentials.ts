import type { Hit } from "./code-file.js";
import type { CodeText, Match } from "./code-text.js";
import type { ServiceEvidence } from "./service-evidence.js";

const credentials = /^[a-z][a-z0-9+]*:\/\/[^\s:/@]+:[^\s@/${]+@|(?:^|;)\s*(?:password|pwd)\s*=\s*[^;{$]+/i;
/** The first part of an address that goes on in another text: `"postgres://notes:" + "hunter2@db"`. */
const begun = /^[a-z][a-z0-9+]*:\/\/[^\s:/@]+:[^\s@/${]*$|(?:^|;)\s*(?:password|pwd)\s*=\s*$/i;
const encoded = /^[\w+/-]{24,}={0,2}$/;
const suspects = new RegExp(`${credentials.source}|${begun.source}|${encoded.source}`, "i");

/** Texts in production code that hold the password of a database or a broker: whole, in parts, or in base64. */
export function credentialLiterals(evidence: ServiceEvidence): readonly Hit[] {
  return evidence
    .filesWith([], [suspects])
    .flatMap((file) => file.text.fact(credentialsIn).map((match) => file.hit(match)));
}

function credentialsIn(text: CodeText): readonly Match[] {
  return text.findLiterals(suspects).filter(({ offset, text: content }) => {
    if (credentials.test(content)) return true;
    if (encoded.test(content)) return credentials.test(Buffer.from(content, "base64").toString("latin1"));
    const end = offset + content.length + 2;
    const next = /^\s*\+\s*/.exec(text.code.slice(end, end + 100));
    return next !== null && text.literalAt(end + next[0].length) !== undefined;
  });
}
