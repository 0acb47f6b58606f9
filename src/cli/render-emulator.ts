import type { ListeningEvent } from "../actions/run-emulator.js";
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
    process.stdout.write(json ? `${JSON.stringify(event)}\n` : `${text}\n${dns}`);
  };
}
