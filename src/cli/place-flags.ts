import { Flags } from "@oclif/core";
import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { help } from "./msx-command.js";

/** Which AWS, on every command that is about functions. */
export const placeFlags = {
  endpoint: Flags.string({ summary: help("flag.endpoint"), helpValue: "URL" }),
  profile: Flags.string({ summary: help("flag.profile"), helpValue: "NAME" }),
  region: Flags.string({ summary: help("flag.region"), helpValue: "NAME" }),
};

export interface PlaceFlags {
  readonly endpoint?: string | undefined;
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

export function placeOf({ endpoint, profile, region }: PlaceFlags): PlaceFlags {
  return { endpoint, profile, region };
}

/** `NAME=VALUE`, several times. @throws MsxError USAGE */
export function namedValues(
  given: readonly string[] | undefined,
  flag: string,
  command: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (given ?? []).map((text) => {
      const at = text.indexOf("=");
      if (at < 1)
        throw new MsxError("USAGE", { detail: phrase("pair-wanted", { given: `${flag} ${text}` }), command });
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
