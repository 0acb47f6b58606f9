const urlCredentials = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi;
const assignedSecret = /\b(\w*(?:password|passwd|secret|token)\w*"?\s*[=:]\s*"?)[^\s",;]+/gi;

/** Masks passwords in URLs and `password=…`-like assignments, so that no error or log line can carry a secret. */
export function redact(text: string): string {
  return text.replace(urlCredentials, "$1:***@").replace(assignedSecret, "$1***");
}
