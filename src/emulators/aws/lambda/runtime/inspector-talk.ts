/** What Node says on stderr of its inspector; the runtime's user reads it elsewhere. */
const talk =
  /^(Debugger (listening on|attached|ending on)|For help, see: .*inspector|Waiting for the debugger)/;
const listening = /^Debugger listening on ws:\/\/127\.0\.0\.1:(\d+)\//;

/**
 * Reads the lines of a process that Node's inspector was opened in.
 * @param onPort given the inspector's port
 * @param onLine given every line that is not the inspector's
 */
export function withoutInspectorTalk(
  onPort: (port: number) => void,
  onLine: (line: string) => void,
): (line: string) => void {
  return (line) => {
    const port = listening.exec(line)?.[1];
    if (port !== undefined) onPort(Number(port));
    if (!talk.test(line)) onLine(line);
  };
}
