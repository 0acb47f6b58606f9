import type { EmulatorNotice, ListeningEvent } from "../actions/run-emulator.js";
import { message } from "../messages/catalogue.js";
import type { Lang } from "../messages/text.js";

/** Writes where an emulator listens, as soon as it does: a line for a program, or for a person. */
export function renderListening(json: boolean, lang: Lang): (event: ListeningEvent) => void {
  return (event) => {
    const { name, url, data } = event;
    const text = message(data === null ? "emulator.listening" : "emulator.listening.data", lang, {
      name,
      url,
      data: data ?? "",
    });
    const dns =
      event.dnsPort === undefined
        ? ""
        : `${message("emulator.dns", lang, { address: `${event.host}:${event.dnsPort}` })}\n`;
    const management =
      event.managementUrl === undefined
        ? ""
        : `${message("emulator.management", lang, { url: event.managementUrl })}\n`;
    process.stdout.write(json ? `${JSON.stringify(event)}\n` : `${text}\n${dns}${management}`);
  };
}

/** Writes what an emulator has to say of its data: a line on stdout for a program, on stderr for a person. */
export function renderNotice(json: boolean, lang: Lang): (notice: EmulatorNotice) => void {
  return (notice) => {
    if (json) process.stdout.write(`${JSON.stringify(notice)}\n`);
    else process.stderr.write(`${message(`emulator.${notice.type}`, lang, { ...notice })}\n`);
  };
}
