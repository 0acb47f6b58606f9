/** From msx to a launcher: run the service now, with these variables. */
export interface StartMessage {
  readonly type: "start";
  readonly env: Readonly<Record<string, string>>;
  readonly inspect: boolean;
}

/** From a launcher to msx: everything that can be done before `start` is done. */
export interface WarmMessage {
  readonly type: "warm";
}

/** From a launcher to msx: a debugger can attach on this port of 127.0.0.1. */
export interface InspectingMessage {
  readonly type: "inspecting";
  readonly port: number;
}

export type LauncherMessage = WarmMessage | InspectingMessage;
